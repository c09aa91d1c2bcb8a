/** The line to the room's server: it comes back by itself, and what it was told stands until it is told otherwise. */

import { signal } from "@preact/signals";

import { language } from "../words";
import type { Board, Join, Mine, Said, Teach, Told } from "./protocol";

/** `absent`: no server ever answered; `lost`: it did, and is tried again; `replaced`: the seat is open elsewhere. */
export type Line = "closed" | "connecting" | "open" | "lost" | "absent" | "replaced";

export const line = signal<Line>("closed");
export const mine = signal<Mine | null>(null);
export const board = signal<Board | null>(null);
/** When the last state came, on this machine's clock; milliseconds. */
export const heard = signal(0);
/** What was refused last, in the server's words. */
export const refused = signal<{ to: string; why: string } | null>(null);
export const joined = signal(false);

const TOKEN = "room";
const KEY = "teacher"; // longer than any code
const WAITS = [500, 1000, 2000, 4000]; // milliseconds between two tries
const REPLACED = 4000; // the code by which the server closes a line that a newer one took over
/** Where the browser keeps nothing, the seat is kept as long as the page is open. */
const memory = new Map<string, string>();

/** What was kept under a name survives a reload: a room's seat by its code, the teacher's key. */
function kept(name: string): string | null {
  try {
    return sessionStorage.getItem(`${TOKEN} ${name}`);
  } catch {
    return memory.get(name) ?? null;
  }
}

/** The token of a room's seat. */
export const tokenOf = (code: string): string | null => kept(code);
/** The teacher's key, which no address shows: what stands on a wall is photographed. */
export const key = (): string | null => kept(KEY);
export const keepKey = (value: string): void => keep(KEY, value);

function keep(name: string, value: string | null): void {
  if (value === null) memory.delete(name);
  else memory.set(name, value);
  try {
    if (value === null) sessionStorage.removeItem(`${TOKEN} ${name}`);
    else sessionStorage.setItem(`${TOKEN} ${name}`, value);
  } catch {
    // the browser keeps nothing for this page: `memory` does, until it is closed
  }
}

/** Whether this page came from a server at all; one that was opened as a file has nobody to speak to. */
export const served = location.protocol === "http:" || location.protocol === "https:";

let socket: WebSocket | null = null;
let first: Join | Teach | null = null;
let tries = 0;
let waiting = 0;

function address(): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}/room?lang=${language.peek()}`;
}

/** Speak to the room: take a seat, or the teacher's place. */
export function call(message: Join | Teach): void {
  close();
  first = message;
  refused.value = null;
  open();
}

/** Be silent, and forget what was told. */
export function close(): void {
  clearTimeout(waiting);
  const old = socket;
  socket = null;
  old?.close();
  tries = 0;
  line.value = "closed";
  mine.value = null;
  board.value = null;
  joined.value = false;
}

/** Give the seat up, and its token. */
export function leave(): void {
  if (first?.do === "join") keep(first.code, null);
  send({ do: "leave" });
  close();
  first = null;
}

/** What the address held of the room that was last spoken to: who looks elsewhere comes back to it. */
export function lastPlace(): Readonly<Record<string, string>> {
  return first?.do === "join" ? { code: first.code } : {};
}

export function send(message: Said): void {
  refused.value = null;
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function open(): void {
  if (!first) return;
  const own = new WebSocket(address());
  socket = own;
  if (line.value === "closed") line.value = "connecting";
  own.onopen = () => {
    if (own !== socket || !first) return;
    line.value = "open";
    tries = 0;
    const known = first.do === "join" ? { ...first, token: tokenOf(first.code) } : first;
    own.send(JSON.stringify(known));
  };
  own.onmessage = ({ data }: MessageEvent<string>) => {
    if (own === socket) hear(JSON.parse(data) as Told);
  };
  own.onclose = ({ code }) => {
    if (own === socket) lost(code);
  };
}

function lost(code: number): void {
  socket = null;
  if (code === REPLACED) {
    line.value = "replaced";
    return;
  }
  const known = mine.value !== null || board.value !== null;
  line.value = known || tries === 0 ? "lost" : "absent";
  waiting = window.setTimeout(open, WAITS[Math.min(tries, WAITS.length - 1)]);
  tries += 1;
}

function hear(told: Told): void {
  if (told.is !== "accepted" && told.is !== "joined" && told.is !== "refused") heard.value = performance.now();
  if (told.is === "mine") {
    mine.value = told;
  } else if (told.is === "all") {
    const { is: _, ...common } = told;
    if (mine.value) mine.value = { ...mine.value, ...common };
  } else if (told.is === "board") board.value = told;
  else if (told.is === "joined") {
    joined.value = true;
    if (first?.do === "join") keep(first.code, told.token);
  } else if (told.is === "refused") deny(told.to, told.why);
}

/** Who is refused a seat asks anew; a token that is no longer good is forgotten. */
function deny(to: string, why: string): void {
  if (to === "join" || to === "teach") {
    if (first) keep(first.do === "join" ? first.code : KEY, null);
    close();
    first = null;
  }
  refused.value = { to, why };
}

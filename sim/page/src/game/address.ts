/**
 * A game as it stands in an address: a seed, a seat, and two digits a month for what was decided.
 *
 * Where something else was to hold from the next month on, that too: the month and the answers, four digits.
 */

import type { Answers } from "../room/protocol";
import type { Logged } from "./course";
import { BASES, type Chosen } from "./market";

const ROLES = ["buyer", "supplier"] as const;
const HIGHEST = 4294967295;
const MOVES = /^(?:[0-9a-f]{2})*$/;
const LATER = /^(?:[0-9a-f]{4})*$/;

export type Place = Readonly<Record<string, string>>;

/** A month's answers as two digits; the order is that in which decisions come in a month. */
function digits(order: readonly string[], answers: Answers): string {
  const bits = order.reduce((sum, name, place) => sum + (answers[name] ? 2 ** place : 0), 0);
  return twoDigits(bits);
}

function twoDigits(count: number): string {
  return count.toString(16).padStart(2, "0");
}

function answersOf(order: readonly string[], two: string): Answers {
  const bits = Number.parseInt(two, 16);
  return Object.fromEntries(order.map((name, at) => [name, Math.floor(bits / 2 ** at) % 2 === 1]));
}

export function placeOf(order: readonly string[], { seed, role, base }: Chosen, log: readonly Logged[]): Place {
  const moves = log.map(({ answers }) => digits(order, answers)).join("");
  const later = log.map(({ wanted }, month) => (wanted ? twoDigits(month) + digits(order, wanted) : "")).join("");
  return { seed: String(seed), role, base, ...(moves ? { moves } : {}), ...(later ? { later } : {}) };
}

/** Which game an address names; null: none. */
export function chosenAt(place: Place): Chosen | null {
  const role = ROLES.find((one) => one === place["role"]);
  const base = BASES.find((one) => one === place["base"]);
  if (!role || !base) return null;
  return { seed: seedAt(place), role, base };
}

export function seedAt(place: Place): number {
  const seed = Number(place["seed"] ?? 1);
  return Number.isInteger(seed) && seed >= 0 && seed <= HIGHEST ? seed : 1;
}

/** The answers that an address keeps, by month. */
export function logAt(order: readonly string[], place: Place): Logged[] {
  const [moves, later] = [place["moves"] ?? "", place["later"] ?? ""];
  if (!MOVES.test(moves)) return [];
  const told = LATER.test(later) ? (later.match(/..../g) ?? []) : [];
  const wanted = new Map(told.map((four) => [Number.parseInt(four.slice(0, 2), 16), answersOf(order, four.slice(2))]));
  return (moves.match(/../g) ?? []).map((two, month) => ({ answers: answersOf(order, two), wanted: wanted.get(month) ?? null }));
}

/** The next market of the same kind. */
export function next({ seed, ...rest }: Chosen): Chosen {
  return { ...rest, seed: seed >= HIGHEST ? 0 : seed + 1 };
}

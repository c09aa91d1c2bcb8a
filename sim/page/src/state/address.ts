/** The state as the text behind the # of the address, and back; what is not understood is left out. */

import { description } from "../data";
import type { Field, Value } from "../engine/types";
import { languages, type Language } from "../words";
import { PARTIES, SIDES, START, type Market, type State } from "./kinds";

const WHOLE = ["seed", "replicates", "replicate"] as const;
const MOST = { seed: 2 ** 32 - 1, replicates: 1000, replicate: 10 ** 6 };

/** A value as the address, the command line and Python's configuration all write it. */
export function written(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "object") return `[${value.join(",")}]`;
  return String(value);
}

export function addressOf(state: State, language: Language): string {
  const parts = new URLSearchParams();
  for (const [path, value] of Object.entries(state.world)) parts.set(path, written(value));
  if (state.opportunists > 0) parts.set("opportunists", String(state.opportunists));
  for (const side of SIDES) {
    const market = state[side];
    if (market.strategy !== START[side].strategy) parts.set(side, market.strategy);
    for (const [field, value] of Object.entries(market.changed)) parts.set(`${side}.${field}`, written(value));
  }
  for (const name of WHOLE) if (state[name] !== START[name]) parts.set(name, String(state[name]));
  if (state.month !== null) parts.set("month", String(state.month));
  if (state.party !== START.party) parts.set("party", state.party);
  if (language !== "en") parts.set("language", language);
  return parts.toString().replaceAll("%5B", "[").replaceAll("%5D", "]").replaceAll("%2C", ",");
}

export interface Found {
  state: State;
  language: Language | undefined;
}

export function stateAt(address: string): Found {
  const parts = new URLSearchParams(address.replace(/^#/, ""));
  const world: Record<string, Value> = {};
  for (const field of description.fields) {
    const text = parts.get(field.path);
    if (text === null || field.path.startsWith("strategies.")) continue;
    const value = read(field, text);
    if (value !== undefined && value !== field.default) world[field.path] = value;
  }
  const language = languages.find((one) => one === parts.get("language"));
  const share = Number(parts.get("opportunists") ?? 0);
  const month = parts.get("month");
  const whole = Object.fromEntries(WHOLE.map((name) => [name, wholeNumber(parts.get(name), name)]));
  return {
    language,
    state: {
      ...START,
      ...whole,
      world,
      opportunists: share > 0 && share <= 1 ? share : 0,
      left: marketAt(parts, "left"),
      right: marketAt(parts, "right"),
      month: month !== null && Number(month) >= 0 ? Math.round(Number(month)) : null,
      party: PARTIES.find((one) => one === parts.get("party")) ?? START.party,
    },
  };
}

function wholeNumber(text: string | null, name: (typeof WHOLE)[number]): number {
  const value = Number(text ?? "x");
  const low = name === "replicates" ? 2 : 0;
  return Number.isInteger(value) && value >= low && value <= MOST[name] ? value : START[name];
}

function marketAt(parts: URLSearchParams, side: (typeof SIDES)[number]): Market {
  const asked = parts.get(side) ?? "";
  const strategy = asked in description.strategies ? asked : START[side].strategy;
  const changed: Record<string, Value> = {};
  for (const field of strategyFields()) {
    const text = parts.get(`${side}.${field.name}`);
    const value = text === null ? undefined : read(field, text);
    if (value !== undefined) changed[field.name] = value;
  }
  return { strategy, changed };
}

/** The fields of a strategy, each once. */
export function strategyFields(): readonly Field[] {
  const seen = new Map<string, Field>();
  for (const field of description.fields) {
    if (field.path.startsWith("strategies.") && !seen.has(field.name)) seen.set(field.name, field);
  }
  return [...seen.values()];
}

/** Whether a field is text that anybody may write: of no use to a page, which runs no functions of one's own. */
export function isText(field: Field): boolean {
  return field.type === "str" && field.choices.length === 0;
}

/** A larger market asks for more memory and time than a page has; Python has no such bound. */
export const MOST_FIRMS = 400;
const FIRMS = ["market.buyers", "market.suppliers"];

/** Whether a field has less room here than in Python. */
export function isBounded(field: Field): boolean {
  return FIRMS.includes(field.path);
}

/** The greatest value that a field may have on this page. */
export function highOf(field: Field): number {
  return isBounded(field) ? MOST_FIRMS : (field.high ?? Infinity);
}

/** A field's value from its text; undefined where the field would refuse it. */
export function read(field: Field, text: string): Value | undefined {
  if (text === "null") return field.optional ? null : undefined;
  if (field.type === "bool") return text === "true" ? true : text === "false" ? false : undefined;
  if (field.type === "str") return field.choices.includes(text) ? text : undefined;
  if (field.type === "list of str") {
    const list = text.replace(/^\[|\]$/g, "").split(",").filter(Boolean);
    const sound = list.length > 0 && list.every((one) => field.choices.includes(one));
    return sound ? list : undefined;
  }
  const value = text.trim() === "" ? Number.NaN : Number(text);
  const inside = value >= (field.low ?? -Infinity) && value <= highOf(field);
  return inside && (field.type === "float" || Number.isInteger(value)) ? value : undefined;
}

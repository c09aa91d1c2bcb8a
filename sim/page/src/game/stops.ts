/** Where a game stops: months in which something is to be decided that is worth a thought. */

import type { Answers, Role, Sight } from "../room/protocol";

/** Decided month after month in the same way: a stop lets them be changed, none is made for them alone. */
export const ROUTINE = ["monitor", "tell", "consent", "inflate", "keep", "sue"] as const;

/** Why the game stops; there is a sentence for each. */
export type Reason = "start" | "new" | "anew" | "lost" | "failed" | "tell" | "order" | "consent" | "inflate" | "last" | "broke" | "lied" | "silent" | "ended" | "opened" | "quiet";

export interface Stop {
  readonly reasons: readonly Reason[];
  readonly asked: readonly string[]; // decisions
}

/** Reasons with which a relationship begins: what was asked in another one does not count in it. */
export const BEGINNINGS: readonly Reason[] = ["start", "new", "anew"];

/** What has happened so far, as far as it matters for what is asked. */
export interface Past {
  readonly sights: readonly Sight[];
  /** Months since a reason last made the game stop, in this relationship; Infinity: never. */
  since: (reason: Reason) => number;
  /** Months since the game last stopped. */
  readonly quiet: number;
}

/** Months without a stop after which it asks whether all is to go on as it does. */
const QUIET = 6;
/** Months after which the same may be asked again. */
const AGAIN: Readonly<Partial<Record<Reason, number>>> = { tell: 12, order: 6, consent: 12, inflate: 6, broke: 6, lied: 12, opened: 12 };
/** Money a month that the work's drift costs a buyer before it is asked whether to fight for a change. */
const DRIFT = 0.06;
/** Money that a change must cost before a consent or a claim is worth a question. */
const OUTLAY = 0.012;

function due(reason: Reason, past: Past): boolean {
  return past.since(reason) >= (AGAIN[reason] ?? 0);
}

export function otherRole(role: Role): Role {
  return role === "buyer" ? "supplier" : "buyer";
}

/** Whether the last firm that one had to do with is this one. */
function isAgain(sights: readonly Sight[], partner: number | null): boolean {
  return sights.findLast((one) => one.row !== null)?.partner === partner;
}

/** Whether the firm went bankrupt in the month that was seen last. */
function hasFailed(sights: readonly Sight[]): boolean {
  return sights.at(-1)?.alive === false && (sights.at(-2)?.alive ?? true);
}

/** Answers that only matter with others: asked too, once these make them matter. */
export function hanging(stop: Stop, answers: Answers, came: readonly string[]): string[] {
  if (!stop.asked.includes("order") || !answers["order"]) return [];
  return ["tell", "inflate"].filter((name) => came.includes(name) && !stop.asked.includes(name));
}

/** What is asked as a month opens; `now` is how it would be with standing answers, `came` what it turns on. */
export function before(past: Past, now: Sight, came: readonly string[], months: number): Stop {
  const last = past.sights.at(-1);
  const row = now.row;
  const reasons: Reason[] = [];
  const asked: string[] = [];
  const ask = (reason: Reason, ...names: string[]) => {
    reasons.push(reason);
    asked.push(...names.filter((name) => !asked.includes(name)));
  };
  if (!row) {
    if (last && hasFailed(past.sights)) ask("failed");
    else if (last?.row && now.alive) ask("lost");
    return { reasons, asked };
  }
  if (!last) ask("start", "keep", "monitor");
  else if (row["age"] === 1) ask(isAgain(past.sights, now.partner) ? "anew" : "new", "keep", "monitor");
  const loss = row["misfit_loss"] ?? 0;
  const cost = row["adaptation"] ?? 0;
  if (came.includes("order") && loss >= DRIFT && due("order", past)) ask("order", "order");
  if (came.includes("consent") && (cost >= OUTLAY || loss >= DRIFT) && due("consent", past)) ask("consent", "consent");
  if (came.includes("inflate") && cost >= OUTLAY && due("inflate", past)) ask("inflate", "inflate");
  if (came.includes("tell") && due("tell", past)) ask("tell", "tell");
  if (now.month === months) ask("last", "keep");
  else if (reasons.length === 0 && past.quiet >= QUIET) ask("quiet", "keep", "monitor");
  return { reasons, asked };
}

/** What is asked once a month was seen: it can be played again with these answers, and others stand from then on. */
export function after(role: Role, past: Past, now: Sight, came: readonly string[], months: number): Stop {
  const row = now.row;
  const reasons: Reason[] = [];
  if (!row || !now.alive || now.month === months) return { reasons, asked: [] };
  const other = otherRole(role);
  if (row[`kept_${other}`] === 0 && (row["held"] ?? 0) > 0 && due("broke", past)) reasons.push("broke");
  if ((row[`lies_${other}`] ?? 0) > 0 && due("lied", past)) reasons.push("lied");
  if ((row[`leaves_${other}`] ?? 0) > 0) return { reasons: [], asked: [] };
  const bound = (row["term"] ?? 0) > 1;
  if (bound && (row["ended"] ?? 0) > 0) reasons.push("ended");
  else if (bound && (row["opened"] ?? 0) > 0 && due("opened", past)) reasons.push("opened");
  if (reasons.length === 0) return { reasons, asked: [] };
  return { reasons, asked: ["sue", "leave"].filter((name) => name === "leave" || (came.includes(name) && reasons.includes("broke"))) };
}

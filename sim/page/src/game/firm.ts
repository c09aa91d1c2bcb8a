/** What a firm sees of its month, and what comes up in one: the twin of Python's `sim.game`, no rule of the model. */

import type { Decision, Description, World } from "../engine/types";
import type { Answers, Role, Sight } from "../room/protocol";

export interface Seat {
  readonly role: Role;
  readonly slot: number;
}

/** The answers of a role that stand before any is given. */
export function atFirst({ game }: Description, role: Role): Answers {
  return game.at_first[role];
}

/** A role's decisions, as they come in a month. */
export function namesOf(description: Description, role: Role): readonly string[] {
  return Object.keys(atFirst(description, role));
}

/** The answers that stand in the month after one in which these held; what holds for its month alone is as at first. */
export function standingAfter(description: Description, role: Role, answers: Answers): Answers {
  const first = atFirst(description, role);
  const held = (name: string, answer: boolean) => (description.game.passing.includes(name) ? (first[name] ?? false) : answer);
  return Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, held(name, answer)]));
}

/** A seat's answers as the world is told them. */
export function decisionsOf(description: Description, { role, slot }: Seat, answers: Answers): Decision[] {
  return namesOf(description, role).map((name) => ({ role, slot, name, answer: answers[name] ?? false }));
}

/** A firm's relationship in a month (from 0) that was played: whose it is, and its row; null: it had none. */
function bondOf({ columns }: Description, world: World, { role, slot }: Seat, month: number): { partner: number; row: Float64Array } | null {
  const rows = world.relationships(month);
  const width = columns.trace.length;
  const place = columns.trace.indexOf("supplier");
  for (let buyer = 0; buyer * width < rows.length; buyer += 1) {
    const supplier = rows[buyer * width + place] ?? -1;
    if (supplier < 0 || slot !== (role === "buyer" ? buyer : supplier)) continue;
    return { partner: role === "buyer" ? supplier : buyer, row: rows.slice(buyer * width, (buyer + 1) * width) };
  }
  return null;
}

/** What a firm knows once a month is played. */
export function sightOf(description: Description, world: World, seat: Seat): Sight {
  const month = world.month - 1;
  const firms = world.firms(seat.role);
  const bond = bondOf(description, world, seat, month);
  return {
    month: world.month,
    alive: firms.alive[seat.slot] === 1,
    cash: firms.cash[seat.slot] ?? Number.NaN,
    value: firms.value[seat.slot] ?? Number.NaN,
    payoff: firms.payoff[seat.slot] ?? Number.NaN,
    partner: bond && bond.partner,
    row: bond && seen(description, seat.role, bond.row),
  };
}

/** Of a relationship's month, what a firm of this role knows; its partner's promise only where it saw that. */
function seen({ columns, game }: Description, role: Role, row: Float64Array): Record<string, number> {
  const at = (name: string) => row[columns.trace.indexOf(name)] ?? Number.NaN;
  const other = role === "buyer" ? "supplier" : "buyer";
  const known = Object.fromEntries(game.seen[role].map((name) => [name, at(name)]));
  return at(`saw_${role}`) > 0 ? { ...known, [`kept_${other}`]: at(`kept_${other}`) } : known;
}

/** What the month to come would be, and which of a firm's decisions it turns on. */
export interface Outlook {
  after: World; // the month played with these answers, in a copy
  came: readonly string[];
}

/** Play the month to come with each answer turned round, in copies; `others` are the decisions of other firms. */
export function outlook(description: Description, world: World, seat: Seat, answers: Answers, others: readonly Decision[] = []): Outlook {
  const played = (tried: Answers) => {
    const copy = world.copy();
    copy.step([...others, ...decisionsOf(description, seat, tried)]);
    return copy;
  };
  const rowIn = (after: World) => bondOf(description, after, seat, after.month - 1)?.row ?? null;
  const after = played(answers);
  const now = rowIn(after);
  const names = now ? namesOf(description, seat.role) : [];
  const came = names.filter((name) => differ(now, rowIn(played({ ...answers, [name]: !answers[name] }))));
  return { after, came };
}

/** Whether two rows differ somewhere; what is no number is equal to itself. */
function differ(one: Float64Array | null, other: Float64Array | null): boolean {
  if (!one || !other) return one !== other;
  return one.some((value, place) => value !== other[place] && !(Number.isNaN(value) && Number.isNaN(other[place])));
}

/** What a game came to: beside what shipped strategies make of the same luck, and month by month with the other choice. */

import type { Answers, Sight } from "../room/protocol";
import type { Course, Month } from "./course";
import { decisionsOf, sightOf } from "./firm";
import { settingOf } from "./market";
import { hanging } from "./stops";

/** Milliseconds of play between two chances for the page to answer. */
const SLICE = 12;
/** Money below which a difference is none. */
const NOTHING = 0.005;

/** A firm's game, played to its end. */
export interface Line {
  readonly name: string; // the strategy
  readonly sights: readonly Sight[];
}

/** One answer turned round, everything else as it was. */
export interface Other {
  readonly month: number; // from 0
  readonly name: string;
  readonly answer: boolean; // as it was
  readonly gain: number; // money, at the end
}

export function valueOf(sights: readonly Sight[]): number {
  return sights.at(-1)?.value ?? 0;
}

/** The months of each relationship, in order of time. */
export function lengths(sights: readonly Sight[]): number[] {
  const found: number[] = [];
  sights.forEach(({ row, partner }, place) => {
    if (!row) return;
    const before = sights[place - 1];
    if (before?.row && before.partner === partner && row["age"] !== 1) found[found.length - 1] = (found.at(-1) ?? 0) + 1;
    else found.push(1);
  });
  return found;
}

/** The months, from 1, in which the firm went bankrupt. */
export function failures(sights: readonly Sight[]): number[] {
  return sights.filter(({ alive }, place) => !alive && (sights[place - 1]?.alive ?? true)).map(({ month }) => month);
}

interface Count {
  name: string;
  of: number;
  honest: number;
}

/** Of honesty and of promises, each kind of decision: how often it came up, and how often it was answered uprightly. */
export function uprightness(course: Course): Count[] {
  return Object.entries({ ...course.kernel.description.game.honest, keep: true }).map(([name, honest]) => {
    const came = course.months.filter((month) => month.came.includes(name));
    return { name, of: came.length, honest: came.filter(({ answers }) => answers[name] === honest).length };
  });
}

/** The share of honest answers, promises apart; null: nothing came up. */
export function honestShare(course: Course, counts: readonly Count[]): number | null {
  const told = counts.filter(({ name }) => name in course.kernel.description.game.honest);
  const sum = (of: (one: Count) => number) => told.reduce((total, one) => total + of(one), 0);
  return sum((one) => one.of) > 0 ? sum((one) => one.honest) / sum((one) => one.of) : null;
}

/** What a strategy would have made in the same seat, deciding by its own rules. */
export function asStrategy(course: Course, name: string): Line {
  const { kernel, chosen, market: { replicate, seat } } = course;
  const world = kernel.world(settingOf(kernel.description.strategies, chosen, name), replicate);
  const sights: Sight[] = [];
  while (world.step()) sights.push(sightOf(kernel.description, world, seat));
  return { name, sights };
}

/** The game with one answer turned round; later answers stay as they were. */
export function withOther(course: Course, month: number, name: string): readonly Sight[] {
  const { kernel: { description }, market: { seat }, months } = course;
  const world = course.worldAt(month).copy();
  const sights = course.sights.slice(0, month);
  months.slice(month).forEach(({ answers }, place) => {
    const said: Answers = place === 0 ? { ...answers, [name]: !answers[name] } : answers;
    world.step(decisionsOf(description, seat, said));
    sights.push(sightOf(description, world, seat));
  });
  return sights;
}

/** Work in slices, so that nothing freezes; false once it is not wanted any more. */
async function paced<One>(list: readonly One[], wanted: () => boolean, act: (one: One) => void): Promise<boolean> {
  let start = performance.now();
  for (const one of list) {
    if (performance.now() - start > SLICE) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      start = performance.now();
    }
    if (!wanted()) return false;
    act(one);
  }
  return wanted();
}

/** All shipped strategies in the seat, best first. */
export async function rivals(course: Course, wanted: () => boolean): Promise<Line[] | null> {
  const lines: Line[] = [];
  const done = await paced(Object.keys(course.kernel.description.strategies), wanted, (name) => lines.push(asStrategy(course, name)));
  return done ? lines.sort((one, other) => valueOf(other.sights) - valueOf(one.sights)) : null;
}

/** The decisions that a month stopped for: nobody is told of a choice that was never offered. */
function askedIn({ opening, closing, answers, came }: Month): string[] {
  return [...opening.asked, ...hanging(opening, answers, came), ...closing.asked];
}

/** Every answer that was asked for, turned round; the one that would have gained most, or none that gains. */
export async function costliest(course: Course, wanted: () => boolean): Promise<{ other: Other | null; tried: number } | null> {
  const own = valueOf(course.sights);
  const all = course.months.flatMap((month, place) => askedIn(month).map((name) => ({ month: place, name, answer: month.answers[name] ?? false })));
  let best: Other | null = null;
  const done = await paced(all, wanted, (one) => {
    const gain = valueOf(withOther(course, one.month, one.name)) - own;
    if (gain > Math.max(NOTHING, best?.gain ?? 0)) best = { ...one, gain };
  });
  return done ? { other: best, tried: all.length } : null;
}


/** The map of trust and honesty: which market is ahead at each place, coarse first. */

import type { Pool, Setting, Swept } from "../engine/types";
import { description } from "../data";
import type { Party } from "../state/kinds";

export const TRUST = "trust.prior";
export const HONESTY = "strategies.right.honesty";
/** Levels of either axis. */
export const LEVELS: readonly number[] = Array.from({ length: 11 }, (_, place) => place / 10);
const FEW = 5;
const MANY = 20;

/** A replicate's payoff at every place of the map: [trust × honesty × replicates]; nan: not played yet. */
export class Chart {
  readonly values: Record<Party, { left: Float64Array; right: Float64Array }>;

  constructor() {
    const size = LEVELS.length * MANY;
    const blank = () => ({
      left: new Float64Array(size).fill(Number.NaN),
      right: new Float64Array(size * LEVELS.length).fill(Number.NaN),
    });
    this.values = { joint: blank(), buyer: blank(), supplier: blank() };
  }

  /** Differences right less left at a place, one a replicate that was played. */
  apart(party: Party, trust: number, honesty: number): number[] {
    const { left, right } = this.values[party];
    const found: number[] = [];
    for (let replicate = 0; replicate < MANY; replicate += 1) {
      const ours = right[(trust * LEVELS.length + honesty) * MANY + replicate] ?? Number.NaN;
      const theirs = left[trust * MANY + replicate] ?? Number.NaN;
      if (Number.isFinite(ours - theirs)) found.push(ours - theirs);
    }
    return found;
  }
}

interface Pass {
  every: number; // of the levels
  first: number; // of the replicates
  count: number;
}

/** Every second place at first, then all, then more replicates of all; few at a time, to be cancelled soon. */
export const PASSES: readonly Pass[] = [
  { every: 2, first: 0, count: FEW },
  { every: 1, first: 0, count: FEW },
  { every: 1, first: FEW, count: FEW },
  { every: 1, first: 2 * FEW, count: FEW },
  { every: 1, first: 3 * FEW, count: FEW },
];

function keep(chart: Chart, side: "left" | "right", part: Swept, places: readonly number[], first: number): void {
  const columns = description.columns.outcomes;
  const each = part.worlds / places.length;
  places.forEach((place, point) => {
    for (let one = 0; one < each; one += 1) {
      const at = point * each + one;
      for (const party of ["joint", "buyer", "supplier"] as const) {
        const value = part.outcomes[at * columns.length + columns.indexOf(`${party}_slot`)];
        const sound = part.status[at] === 0;
        chart.values[party][side][place * MANY + first + one] = sound ? (value ?? Number.NaN) : Number.NaN;
      }
    }
  });
}

/** Play one pass: the left market along trust, which is all that moves it, the right one everywhere. */
export async function survey(
  pool: Pool, settings: { left: Setting; right: Setting }, chart: Chart, pass: Pass,
  changed: () => void, signal: AbortSignal,
): Promise<void> {
  const kept = LEVELS.map((_, place) => place).filter((place) => place % pass.every === 0);
  const whole = kept.flatMap((trust) => kept.map((honesty) => ({ trust, honesty })));
  const replicates = { first: pass.first, count: pass.count };
  const trusts = kept.map((place) => LEVELS[place] ?? 0);
  await pool.sweep(settings.left, { [TRUST]: trusts }, replicates, (part, from) => {
    keep(chart, "left", part, kept.slice(from, from + part.worlds / pass.count), pass.first);
  }, signal);
  const columns = {
    [TRUST]: whole.map(({ trust }) => LEVELS[trust] ?? 0),
    [HONESTY]: whole.map(({ honesty }) => LEVELS[honesty] ?? 0),
  };
  await pool.sweep(settings.right, columns, replicates, (part, from) => {
    const places = whole.slice(from, from + part.worlds / pass.count);
    keep(chart, "right", part, places.map(({ trust, honesty }) => trust * LEVELS.length + honesty), pass.first);
    changed();
  }, signal);
}

/** Sums over the replicates of two markets that only take in what has come since they were last asked for. */

import { pairs, type Both } from "../run/gathered";
import { Growing } from "./interval";

interface Kept {
  sum: Growing;
  taken: number; // replicates, sound or not
}

const KEPT = new WeakMap<Both, Map<string, Kept>>();

/** The sum of that name over all pairs of replicates; `row` gives one pair's numbers. */
export function grownBy(both: Both, name: string, row: (replicate: number) => ArrayLike<number>): Growing {
  const mine = KEPT.get(both) ?? new Map<string, Kept>();
  KEPT.set(both, mine);
  const kept = mine.get(name) ?? { sum: new Growing(), taken: 0 };
  mine.set(name, kept);
  const known = pairs(both);
  for (const replicate of known) {
    if (replicate >= kept.taken) kept.sum.add(row(replicate));
  }
  kept.taken = Math.min(both.left.count, both.right.count);
  return kept.sum;
}

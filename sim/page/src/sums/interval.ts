/** Means with Student's interval, as the project tells them; values that are not known are left out. */

import { embedded } from "../data";

/** A smaller difference is rounding, not a finding. */
const EXACT = 1e-9;

export interface Interval {
  mean: number;
  half: number; // nan where there are fewer than two values
  n: number;
}

/** Half the width of a 95 % interval of n values with this sum of squared deviations. */
function halfWidth(squares: number, n: number): number {
  const most = embedded.student.length - 1;
  const quantile = embedded.student[Math.min(n, most)] ?? Number.NaN;
  return n < 2 ? Number.NaN : quantile * Math.sqrt(squares / (n - 1) / n);
}

export function interval(values: Iterable<number>): Interval {
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    n += 1;
    const apart = value - mean;
    mean += apart / n;
    squares += apart * (value - mean);
  }
  return { mean: n ? mean : Number.NaN, half: halfWidth(squares, n), n };
}

/** 1 or −1 where the interval tells the mean from 0, else 0. */
export function sign({ mean, half }: Interval): -1 | 0 | 1 {
  if (mean - half > EXACT) return 1;
  return mean + half < -EXACT ? -1 : 0;
}

/** A line with its band: one interval at each place. */
export interface Band {
  mean: Float64Array;
  low: Float64Array;
  high: Float64Array;
}

/** The band of many rows of the same length. */
export function band(rows: readonly Float64Array[]): Band {
  const length = rows[0]?.length ?? 0;
  const made: Band = { mean: new Float64Array(length), low: new Float64Array(length), high: new Float64Array(length) };
  for (let place = 0; place < length; place += 1) {
    const found = interval(rows.map((row) => row[place] ?? Number.NaN));
    made.mean[place] = found.mean;
    made.low[place] = found.mean - found.half;
    made.high[place] = found.mean + found.half;
  }
  return made;
}

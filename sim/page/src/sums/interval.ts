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

export function interval(values: readonly number[]): Interval {
  const growing = new Growing();
  for (const value of values) growing.add([value]);
  return growing.at(0);
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

/** Means and squared deviations that grow row by row (Welford 1962), so that no replicate is read twice. */
export class Growing {
  private counts: number[] = [];
  private means: number[] = [];
  private squares: number[] = [];

  add(row: ArrayLike<number>): void {
    for (let place = 0; place < row.length; place += 1) {
      const value = row[place] ?? Number.NaN;
      const count = this.counts[place] ?? 0;
      const mean = this.means[place] ?? 0;
      const known = Number.isFinite(value);
      const apart = known ? value - mean : 0;
      const moved = known ? mean + apart / (count + 1) : mean;
      this.counts[place] = count + Number(known);
      this.means[place] = moved;
      this.squares[place] = (this.squares[place] ?? 0) + (known ? apart * (value - moved) : 0);
    }
  }

  at(place: number): Interval {
    const n = this.counts[place] ?? 0;
    const mean = n ? (this.means[place] ?? Number.NaN) : Number.NaN;
    return { mean, half: halfWidth(this.squares[place] ?? 0, n), n };
  }

  band(): Band {
    const every = this.counts.map((_, place) => this.at(place));
    return {
      mean: Float64Array.from(every, (one) => one.mean),
      low: Float64Array.from(every, (one) => one.mean - one.half),
      high: Float64Array.from(every, (one) => one.mean + one.half),
    };
  }
}

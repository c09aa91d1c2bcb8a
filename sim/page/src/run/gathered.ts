/** What has been played of one market so far: replicates by their number. */

import type { Played, Setting } from "../engine/types";
import { description } from "../data";

/** One replicate's share of a part. */
interface Place {
  part: Played;
  at: number;
}

export class Gathered {
  readonly setting: Setting;
  private readonly places: Place[] = [];

  constructor(setting: Setting) {
    this.setting = setting;
  }

  /** How many replicates there are, without a gap, from 0 on. */
  count = 0;

  add(part: Played, first: number): void {
    for (let at = 0; at < part.worlds; at += 1) this.places[first + at] = { part, at };
    while (this.places[this.count]) this.count += 1;
  }

  get months(): number {
    return this.places[0]?.part.months ?? 0;
  }

  get buyers(): number {
    return this.places[0]?.part.buyers ?? 1;
  }

  private place(replicate: number): Place {
    const found = this.places[replicate];
    if (!found) throw new RangeError(String(replicate));
    return found;
  }

  /** Whether a replicate's numbers are all finite; others are left out of every mean. */
  sound(replicate: number): boolean {
    const { part, at } = this.place(replicate);
    return part.status[at] === 0;
  }

  /** Payoff per buyer slot, month by month: 0 of both, 1 of buyers, 2 of suppliers. */
  monthly(replicate: number, party: number): Float64Array {
    const { part, at } = this.place(replicate);
    const from = (at * 3 + party) * part.months;
    return part.monthly.subarray(from, from + part.months);
  }

  /** Share of founders that have not failed by an age: 0 of buyers, 1 of suppliers. */
  firmsAlive(replicate: number, role: number): Float64Array {
    const { part, at } = this.place(replicate);
    const ages = part.months + 1;
    return part.firmsAlive.subarray((at * 2 + role) * ages, (at * 2 + role + 1) * ages);
  }

  relationshipsAlive(replicate: number): Float64Array {
    const { part, at } = this.place(replicate);
    const ages = part.months + 1;
    return part.relationshipsAlive.subarray(at * ages, (at + 1) * ages);
  }

  outcome(replicate: number, name: string): number {
    const { part, at } = this.place(replicate);
    const columns = description.columns.outcomes;
    return part.outcomes[at * columns.length + columns.indexOf(name)] ?? Number.NaN;
  }

  /** A sum over the run of the buyers' accounts, in which each relationship is once. */
  account(replicate: number, name: string): number {
    const { part, at } = this.place(replicate);
    const columns = description.columns.accounts;
    return part.leakages[at * columns.length + columns.indexOf(name)] ?? Number.NaN;
  }
}

/** Both markets of one state, on the same luck. */
export interface Both {
  readonly scene: number; // for which they were played
  readonly left: Gathered;
  readonly right: Gathered;
}

/** The replicates that both have finished, and whose numbers are sound. */
export function pairs(both: Both): number[] {
  const count = Math.min(both.left.count, both.right.count);
  const every = Array.from({ length: count }, (_, replicate) => replicate);
  return every.filter((one) => both.left.sound(one) && both.right.sound(one));
}

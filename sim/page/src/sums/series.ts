/** Lines over time, made of replicates: value, what one market is ahead, who is alive. */

import type { Both, Gathered } from "../run/gathered";
import { PARTIES, type Party, type Side } from "../state/kinds";
import { grownBy } from "./grown";
import type { Band } from "./interval";

/** Months over which value is averaged, so that a line shows more than its noise. */
export const TRAILING = 12;

export interface Lines {
  left: Band;
  right: Band;
}

/** The mean of the last twelve months, or of as many as there were. */
export function trailing(monthly: Float64Array): Float64Array {
  const made = new Float64Array(monthly.length);
  let sum = 0;
  for (let month = 0; month < monthly.length; month += 1) {
    sum += (monthly[month] ?? 0) - (monthly[month - TRAILING] ?? 0);
    made[month] = sum / Math.min(month + 1, TRAILING);
  }
  return made;
}

/** Money per buyer slot and month; place 0 is month 1. */
export function valueLines(both: Both, party: Party): Lines {
  const of = (side: Side) =>
    grownBy(both, `value ${side} ${party}`, (one) => trailing(both[side].monthly(one, PARTIES.indexOf(party)))).band();
  return { left: of("left"), right: of("right") };
}

/** What the right market has made more since the start, paired on the same luck; place 0 is the start. */
export function aheadLine(both: Both, party: Party): Band {
  const place = PARTIES.indexOf(party);
  const row = (replicate: number) => {
    const [ours, theirs] = [both.right.monthly(replicate, place), both.left.monthly(replicate, place)];
    const made = new Float64Array(ours.length + 1);
    for (let month = 0; month < ours.length; month += 1) {
      made[month + 1] = (made[month] ?? 0) + (ours[month] ?? 0) - (theirs[month] ?? 0);
    }
    return made;
  };
  return grownBy(both, `ahead ${party}`, row).band();
}

export const LIVES = ["relationships", "buyers", "suppliers"] as const;
export type Life = (typeof LIVES)[number];

/** Of one replicate, the share alive by age. */
export function alive(market: Gathered, replicate: number, life: Life): Float64Array {
  if (life === "relationships") return market.relationshipsAlive(replicate);
  return market.firmsAlive(replicate, life === "buyers" ? 0 : 1);
}

export function lifeLines(both: Both, life: Life): Lines {
  const of = (side: Side) => grownBy(both, `${life} ${side}`, (one) => alive(both[side], one, life)).band();
  return { left: of("left"), right: of("right") };
}

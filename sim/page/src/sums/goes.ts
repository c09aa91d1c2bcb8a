/** Where the value goes: of all that perfect pairs would have made, the share that each leak takes. */

import { description } from "../data";
import { pairs, type Both, type Gathered } from "../run/gathered";

export const PARTS = description.leakages;

export interface Goes {
  left: Record<string, number>;
  right: Record<string, number>;
}

/** Share of the first best by part, and what was realised; over all replicates together. */
export function goes(both: Both): Goes {
  const known = pairs(both);
  const of = (market: Gathered) => {
    const sum = (name: string) => known.reduce((total, one) => total + market.account(one, name), 0);
    const best = sum("first_best");
    const share = (name: string) => (best > 0 ? sum(name) / best : Number.NaN);
    return Object.fromEntries(["realised", ...PARTS].map((name) => [name, share(name === "realised" ? "joint" : name)]));
  };
  return { left: of(both.left), right: of(both.right) };
}

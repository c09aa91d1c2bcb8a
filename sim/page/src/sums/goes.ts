/** Where the value goes: of all that perfect pairs would have made, the share that each leak takes. */

import { description } from "../data";
import type { Both } from "../run/gathered";
import type { Side } from "../state/kinds";
import { grownBy } from "./grown";

export const PARTS = description.leakages;

export interface Goes {
  left: Record<string, number>;
  right: Record<string, number>;
}

/** Share of the first best by part, and what was realised; over all replicates together. */
export function goes(both: Both): Goes {
  const columns = ["first_best", "joint", ...PARTS];
  const of = (side: Side) => {
    const sum = grownBy(both, `goes ${side}`, (one) => columns.map((column) => both[side].account(one, column)));
    const best = sum.at(0).mean;
    const share = (place: number) => (best > 0 ? sum.at(place).mean / best : Number.NaN);
    return Object.fromEntries(["realised", ...PARTS].map((name, place) => [name, share(place + 1)]));
  };
  return { left: of("left"), right: of("right") };
}

/** Who gains and who loses, told from paired differences. */

import { pairs, type Both } from "../run/gathered";
import { PARTIES, type Party, type Side } from "../state/kinds";
import { grownBy } from "./grown";
import { sign, type Interval } from "./interval";
import { alive, LIVES, type Life } from "./series";

export interface Compared {
  left: number;
  right: number;
  apart: Interval; // right less left, replicate by replicate
}

export interface Verdict {
  n: number;
  months: number;
  made: Record<Party, Compared>; // money per buyer slot and month
  lives: Record<Life, Compared>; // share alive at the end
  began: boolean; // whether there was a relationship in any world of either market
}

/** Three numbers that grow together: of the left market, of the right one, and how far they are apart. */
function compared(both: Both, name: string, of: (side: Side, replicate: number) => number): Compared {
  const sum = grownBy(both, `compared ${name}`, (one) => {
    const [left, right] = [of("left", one), of("right", one)];
    return [left, right, right - left];
  });
  return { left: sum.at(0).mean, right: sum.at(1).mean, apart: sum.at(2) };
}

export function verdict(both: Both): Verdict {
  const months = both.left.months;
  const money = (party: Party) => compared(both, party, (side, one) => both[side].outcome(one, `${party}_slot`));
  const life = (kind: Life) =>
    compared(both, kind, (side, one) => alive(both[side], one, kind)[months] ?? Number.NaN);
  const born = compared(both, "born", (side, one) => alive(both[side], one, "relationships")[0] ?? Number.NaN);
  return {
    n: pairs(both).length,
    months,
    made: Object.fromEntries(PARTIES.map((party) => [party, money(party)])) as Verdict["made"],
    lives: Object.fromEntries(LIVES.map((kind) => [kind, life(kind)])) as Verdict["lives"],
    began: Number.isFinite(born.left) || Number.isFinite(born.right),
  };
}

const SIGNS = { "1": "more", "-1": "less", "0": "same" } as const;

/** Which of the nine sentences fits: what buyers, then suppliers, make under the right market. */
export function whoGains(found: Verdict): `${"more" | "less" | "same"}_${"more" | "less" | "same"}` {
  const [buyer, supplier] = [sign(found.made.buyer.apart), sign(found.made.supplier.apart)];
  return `${SIGNS[`${buyer}`]}_${SIGNS[`${supplier}`]}`;
}

/** Whether relationships last longer, less long, or alike; null where that is not known. */
export function whatLasts(found: Verdict): "more" | "less" | "same" | "never" | null {
  if (!found.began) return "never";
  const { apart } = found.lives.relationships;
  return apart.n > 1 ? SIGNS[`${sign(apart)}`] : null;
}

/** Where one side gains what the other loses: what both make together. */
export function together(found: Verdict): "more" | "less" | "same" | null {
  const [buyer, supplier] = [sign(found.made.buyer.apart), sign(found.made.supplier.apart)];
  return buyer * supplier < 0 ? SIGNS[`${sign(found.made.joint.apart)}`] : null;
}

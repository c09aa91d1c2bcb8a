/** The numbers of a state as CSV: a row a market and replicate, with the seed and the rules' hash in it. */

import { description } from "../data";
import type { Both } from "../run/gathered";
import { SIDES } from "./kinds";

/** Every digit: JavaScript and Python both write the shortest text that reads back as the same number. */
function cell(value: number): string {
  return Number.isNaN(value) ? "" : String(value);
}

export function csvOf(both: Both, address: string): string {
  const columns = description.columns.outcomes;
  const rows = SIDES.flatMap((side) => {
    const market = both[side];
    return Array.from({ length: market.count }, (_, replicate) => [
      side, String(replicate), market.sound(replicate) ? "ok" : "not_finite", String(market.setting.seed),
      description.kernel, `"${address}"`, ...columns.map((column) => cell(market.outcome(replicate, column))),
    ]);
  });
  const head = ["market", "replicate", "status", "seed", "kernel", "scenario", ...columns];
  return [head, ...rows].map((row) => `${row.join(",")}\n`).join("");
}

/** Where the value goes that perfect pairs would have made: a pair of bars for each leak. */

import * as Plot from "@observablehq/plot";

import { gathered } from "../run/conductor";
import { SIDES } from "../state/kinds";
import { goes, PARTS, type Goes as Shares } from "../sums/goes";
import { named, percent, t } from "../words";
import { axes, before } from "./axes";
import { Drawing, Picture, type Numbers } from "./picture";
import { INK, nameOf, SOFT, toneOf } from "./tones";

/** So many leaks are drawn, the greatest; the others are told in the table alone. */
const DRAWN = 8;

/** The greatest leaks, in the order of a month. */
function drawnParts(now: Shares): readonly string[] {
  const size = (part: string) => Math.max(...SIDES.map((side) => Math.abs(now[side][part] ?? 0)));
  const kept = new Set([...PARTS].sort((one, other) => size(other) - size(one)).slice(0, DRAWN));
  return PARTS.filter((part) => kept.has(part));
}

function drawn(width: number, now: Shares, old: Shares | null, most: number): SVGElement | HTMLElement {
  const parts = drawnParts(now);
  const rows = parts.flatMap((part) => SIDES.map((side) => ({ part: named("leak", part), side, share: now[side][part] ?? 0, was: old?.[side][part] })));
  return Plot.plot({
    width, height: 31 * parts.length + 24, marginLeft: 160, marginRight: 44, marginTop: 2, marginBottom: 22,
    style: { fontSize: "12px", color: INK, background: "none" },
    x: { domain: [Math.min(0, ...rows.map((row) => row.share)), most], label: null, grid: true, ticks: width < 420 ? 3 : 5, tickFormat: (share: number) => percent(share) },
    y: { domain: [...SIDES], axis: null, padding: 0.08 },
    fy: { domain: parts.map((part) => named("leak", part)), label: null, padding: 0.22, axis: "left" },
    color: { domain: [...SIDES], range: SIDES.map((side) => toneOf(side).colour) },
    marks: [
      Plot.barX(rows, { x: "share", y: "side", fy: "part", fill: "side", clip: true }),
      old ? Plot.tickX(rows.filter((row) => row.was !== undefined), { x: "was", y: "side", fy: "part", stroke: INK, strokeOpacity: 0.55, strokeWidth: 1.5, clip: true }) : null,
      Plot.text(rows, { x: (row: { share: number }) => Math.min(Math.max(row.share, 0), most), y: "side", fy: "part", text: (row: { share: number }) => percent(row.share, 1), dx: 4, textAnchor: "start", fontSize: 11, fill: INK }),
      Plot.ruleX([0], { stroke: SOFT }),
    ],
  });
}

export function Goes() {
  const both = gathered();
  if (!both) return null;
  const now = goes(both);
  const old = before.value && before.value !== both ? goes(before.value) : null;
  const slots = {
    left: nameOf("left"), right: nameOf("right"),
    theirs: percent(now.left["realised"] ?? Number.NaN), ours: percent(now.right["realised"] ?? Number.NaN),
  };
  const most = axes.value?.goes ?? 0.3;
  const shares = [now.left, now.right].map((one) => one["realised"] ?? Number.NaN);
  const title = t(shares.every((share) => share >= 0 && share <= 1) ? "goes.title" : "goes.title_odd", slots);
  return (
    <Picture name="goes" title={title} note={t("goes.note")} numbers={() => numbersOf(now)}>
      <Drawing label={title} draw={(width) => drawn(width, now, old, most)} />
    </Picture>
  );
}

function numbersOf(now: Shares): Numbers {
  const rows = ["realised", ...PARTS].map((part) => [
    named("leak", part), percent(now.left[part] ?? Number.NaN, 1), percent(now.right[part] ?? Number.NaN, 1),
  ]);
  return [[t("goes.part"), nameOf("left"), nameOf("right")], ...rows];
}

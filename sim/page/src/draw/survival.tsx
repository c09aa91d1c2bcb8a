/** Who is still there: relationships by their age, founding firms by the year. */

import * as Plot from "@observablehq/plot";

import { gathered } from "../run/conductor";
import { SIDES } from "../state/kinds";
import { lifeLines, LIVES, type Life, type Lines } from "../sums/series";
import { duration, number, percent, t } from "../words";
import { axes, before } from "./axes";
import { Drawing, Picture, type Numbers } from "./picture";
import { INK, nameOf } from "./tones";
import { faint, marksOf, yearsAxis } from "./value";

function drawn(width: number, lines: Lines, old: Lines | null, first: boolean, years: number): SVGElement | HTMLElement {
  return Plot.plot({
    width, height: 262, marginLeft: first ? 42 : 12, marginRight: 8, marginBottom: 30, marginTop: 10,
    style: { fontSize: "12px", color: INK, background: "none" },
    x: { ...yearsAxis(width, years), tickFormat: (year: number) => number(year, 0) },
    y: { domain: [0, 1], label: null, grid: true, ticks: 5, tickSize: 0, tickFormat: (share: number) => (first ? percent(share) : "") },
    marks: [
      ...(old ? SIDES.map((side) => faint(old[side], side, 0)) : []),
      ...SIDES.flatMap((side) => marksOf(lines[side], side, 0)),
    ],
  });
}

export function Survival() {
  const both = gathered();
  if (!both) return null;
  const lines = LIVES.map((life) => [life, lifeLines(both, life)] as const);
  const years = (axes.value?.months ?? 120) / 12;
  const old = before.value && before.value !== both ? before.value : null;
  return (
    <Picture name="survival" title={t("survival.title")} note={t("survival.note")} numbers={() => numbersOf(lines, both.left.months)}>
      <div class="three">
        {lines.map(([life, found], place) => (
          <div>
            <h3>{t(`survival.${life}`)}</h3>
            <Drawing first={150} label={saidOf(life, found)} draw={(width) => drawn(width, found, old && lifeLines(old, life), place === 0, years)} />
          </div>
        ))}
      </div>
    </Picture>
  );
}

function saidOf(life: Life, lines: Lines): string {
  const end = (side: "left" | "right") => percent(lines[side].mean.at(-1) ?? Number.NaN);
  const slots = { left: nameOf("left"), right: nameOf("right"), ours: end("right"), theirs: end("left") };
  return t("survival.said", { ...slots, what: t(`survival.${life}`) });
}

function numbersOf(lines: readonly (readonly [Life, Lines])[], months: number): Numbers {
  const heads = lines.flatMap(([life]) => SIDES.map((side) => t("survival.column", { what: t(`survival.${life}`), name: nameOf(side) })));
  const every = months > 36 ? 12 : 3;
  const rows: string[][] = [];
  for (let month = every; month <= months; month += every) {
    const cells = lines.flatMap(([, found]) => SIDES.map((side) => percent(found[side].mean[month] ?? Number.NaN, 1)));
    rows.push([duration(month), ...cells]);
  }
  return [[t("value.time"), ...heads], ...rows];
}

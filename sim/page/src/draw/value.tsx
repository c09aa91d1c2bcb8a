/** Value created over time, and how far one market is ahead. */

import * as Plot from "@observablehq/plot";

import { gathered } from "../run/conductor";
import type { Both } from "../run/gathered";
import { PARTIES, SIDES, type Side } from "../state/kinds";
import { change, state } from "../state/state";
import type { Band } from "../sums/interval";
import { aheadLine, valueLines, type Lines } from "../sums/series";
import { duration, number, signed, t } from "../words";
import { axes, before, type Axes } from "./axes";
import { Drawing, Picture, type Numbers } from "./picture";
import { INK, nameOf, readable, SOFT, toneOf } from "./tones";

export interface Point {
  x: number;
  mean: number;
  low: number;
  high: number;
}

/** A band as points by years; `first` is the month of its first place. */
export function points(band: Band, first: number): Point[] {
  return Array.from(band.mean, (mean, place) => ({
    x: (place + first) / 12,
    mean,
    low: band.low[place] ?? mean,
    high: band.high[place] ?? mean,
  })).filter((point) => Number.isFinite(point.mean));
}

/** A market's line and band, as all pictures draw them. */
export function marksOf(band: Band, side: Side, first: number): Plot.Markish[] {
  const { colour, dash } = toneOf(side);
  const data = points(band, first);
  const line = { x: "x", y: "mean", stroke: colour, strokeWidth: 2.4, strokeDasharray: dash, clip: true } as const;
  return [
    Plot.areaY(data.filter((one) => Number.isFinite(one.low)), { x: "x", y1: "low", y2: "high", fill: colour, fillOpacity: 0.16, clip: true }),
    Plot.lineY(data, line),
  ];
}

/** The same as it was before: a faint line. */
export function faint(band: Band, side: Side, first: number): Plot.Markish {
  const { colour } = toneOf(side);
  return Plot.lineY(points(band, first), { x: "x", y: "mean", stroke: colour, strokeWidth: 1.1, strokeOpacity: 0.55, clip: true });
}

/** Pixels that the last tick and its neighbour need between them. */
const APART = 52;

/** Years along x, in a step that reads well, named at the last one. */
export function yearsAxis(inner: number, years: number): Plot.ScaleOptions {
  const step = [1, 2, 5, 10, 20].find((one) => (one * inner) / years >= APART) ?? years;
  const ticks = Array.from({ length: Math.floor(years / step) + 1 }, (_, place) => place * step);
  const named = (year: number) => (year === ticks.at(-1) && year > 1 ? t("value.years", { number: number(year, 0) }) : number(year, 0));
  return { domain: [0, years], label: null, ticks, tickFormat: named };
}

/** What the names of both markets need beside a picture, in pixels; on a phone the lines come first. */
function roomForNames(width: number): number {
  const most = Math.min(150, 0.28 * width);
  return Math.min(most, 10 + 9.2 * Math.max(...SIDES.map((side) => nameOf(side).length)));
}

const NAME = 12; // pixels a letter is high, and the unit of a line's width

interface Frame {
  span: readonly [number, number];
  height: number;
  right: number; // end of x
  room: number; // pixels beside it
}

/** The two markets' names where their lines end, kept apart; a name that is too long for its room is cut in its middle. */
function endNames(lines: Lines, { span, height, right, room }: Frame): Plot.Markish[] {
  const ends = SIDES.map((side) => ({ side, point: points(lines[side], 1).filter((one) => one.x <= right).at(-1) }));
  const scale = height / (span[1] - span[0]);
  const gap = ((ends[0]?.point?.mean ?? 0) - (ends[1]?.point?.mean ?? 0)) * scale;
  const push = Math.max(0, (15 - Math.abs(gap)) / 2);
  return ends.flatMap(({ side, point }, place) => {
    if (!point) return [];
    const up = place === 0 ? gap >= 0 : gap < 0;
    const y = Math.min(Math.max(point.mean, span[0]), span[1]);
    const options = { x: point.x, y, dx: 5, dy: up ? -push : push, fill: readable(toneOf(side).colour), textAnchor: "start", fontWeight: 600, fontSize: NAME, lineWidth: (room - 8) / NAME, textOverflow: "ellipsis-middle" } as const;
    return [Plot.text([nameOf(side)], options)];
  });
}

function drawnValue(width: number, lines: Lines, old: Lines | null, held: Axes | null): SVGElement | HTMLElement {
  const span = held?.value[state.value.party] ?? [0, 0.3];
  const years = (held?.months ?? 120) / 12;
  const height = 190;
  const room = roomForNames(width);
  return Plot.plot({
    width, height, marginLeft: 40, marginRight: room, marginBottom: 22, marginTop: 12,
    style: { fontSize: "12px", color: INK, background: "none" },
    x: yearsAxis(width - 40 - room, years),
    y: { domain: [...span], label: null, grid: true, ticks: 5, tickFormat: (value: number) => number(value, 2) },
    marks: [
      Plot.ruleY([0], { stroke: SOFT }),
      ...(old ? SIDES.map((side) => faint(old[side], side, 1)) : []),
      ...SIDES.flatMap((side) => marksOf(lines[side], side, 1)),
      ...endNames(lines, { span, height: height - 34, right: years, room }),
    ],
  });
}

function drawnAhead(width: number, line: Band, old: Band | null, held: Axes | null): SVGElement | HTMLElement {
  const years = (held?.months ?? 120) / 12;
  const span = held?.ahead[state.value.party] ?? [-1, 1];
  const data = points(line, 0);
  const room = roomForNames(width);
  const side = (data.at(-1)?.mean ?? 0) >= 0 ? "right" : "left";
  const { colour } = toneOf(side);
  return Plot.plot({
    width, height: 108, marginLeft: 40, marginRight: room, marginBottom: 22, marginTop: 8,
    style: { fontSize: "12px", color: INK, background: "none" },
    x: yearsAxis(width - 40 - room, years),
    y: { domain: [...span], label: null, grid: true, ticks: 3, tickFormat: (value: number) => signed(value, 0) },
    marks: [
      Plot.ruleY([0], { stroke: SOFT }),
      old ? Plot.lineY(points(old, 0), { x: "x", y: "mean", stroke: SOFT, strokeOpacity: 0.6, clip: true }) : null,
      Plot.areaY(data.filter((one) => Number.isFinite(one.low)), { x: "x", y1: "low", y2: "high", fill: colour, fillOpacity: 0.22, clip: true }),
      Plot.lineY(data, { x: "x", y: "mean", stroke: INK, strokeWidth: 2, clip: true }),
    ],
  });
}

function numbersOf(both: Both, lines: Lines, line: Band): Numbers {
  const every = both.left.months > 36 ? 12 : 3;
  const rows: string[][] = [];
  for (let month = every; month <= both.left.months; month += every) {
    const cell = (band: Band, at: number, show: (value: number) => string) =>
      t("numbers.interval", { mean: show(band.mean[at] ?? Number.NaN), low: show(band.low[at] ?? Number.NaN), high: show(band.high[at] ?? Number.NaN) });
    const money = (value: number) => number(value, 3);
    rows.push([
      duration(month), cell(lines.left, month - 1, money), cell(lines.right, month - 1, money),
      cell(line, month, (value) => signed(value, 2)),
    ]);
  }
  return [[t("value.time"), nameOf("left"), nameOf("right"), t("value.ahead_short")], ...rows];
}

function Parties() {
  return (
    <fieldset class="choice">
      <legend class="unseen">{t("value.whose")}</legend>
      {PARTIES.map((party) => (
        <label>
          <input type="radio" name="party" checked={state.value.party === party} onChange={() => change({ party })} />
          <span>{t(`party.${party}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function Value() {
  const both = gathered();
  if (!both) return null;
  const { party } = state.value;
  const lines = valueLines(both, party);
  const line = aheadLine(both, party);
  const old = before.value && before.value !== both ? before.value : null;
  const slots = { left: nameOf("left"), right: nameOf("right") };
  const held = axes.value;
  const end = line.mean.at(-1) ?? 0;
  const lead = t(end >= 0 ? "value.said_ahead" : "value.said_behind", { ...slots, amount: number(Math.abs(end), 1) });
  return (
    <Picture name="value" title={t(`value.title_${party}`)} note={t("value.note")} numbers={() => numbersOf(both, lines, line)} tools={<Parties />}>
      <Drawing label={t("value.said", slots)} draw={(width) => drawnValue(width, lines, old && valueLines(old, party), held)} />
      <p class="under">{t("value.ahead", slots)}</p>
      <Drawing label={lead} draw={(width) => drawnAhead(width, line, old && aheadLine(old, party), held)} />
    </Picture>
  );
}

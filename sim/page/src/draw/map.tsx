/** The map of trust and honesty: who is ahead where, computed as one looks on; a place may be chosen. */

import { batch } from "@preact/signals";
import * as Plot from "@observablehq/plot";

import { chart, grown, progress } from "../run/conductor";
import { LEVELS, PASSES, type Chart } from "../run/map";
import { setField, setWorld, state, strategyOf, worldValue } from "../state/state";
import { interval, sign, type Interval } from "../sums/interval";
import { number, percent, signed, t } from "../words";
import { Drawing, Picture, type Numbers } from "./picture";
import { INK, mixed, nameOf, toneOf } from "./tones";

interface Place {
  trust: number;
  honesty: number;
  found: Interval;
}

/** The difference that is drawn in full colour, money per buyer slot and month: it stays, as axes do. */
const FULL = 0.12;
const HALF = 0.05;
const PALE = "#f4f4f1";

/** Every place; one that was not played yet shows the nearest coarser one. */
function places(of: Chart): Place[] {
  const { party } = state.value;
  const at = (trust: number, honesty: number) => interval(of.apart(party, trust, honesty));
  return LEVELS.flatMap((trust, row) => LEVELS.map((honesty, column) => {
    const own = at(row, column);
    return { trust, honesty, found: own.n ? own : at(row - (row % 2), column - (column % 2)) };
  }));
}

function colourOf(mean: number): string {
  if (!Number.isFinite(mean)) return "#ffffff";
  const tone = toneOf(mean >= 0 ? "right" : "left").colour;
  return mixed(PALE, tone, Math.min(1, Math.abs(mean) / FULL) ** 0.8);
}

function drawn(width: number, found: readonly Place[]): SVGElement | HTMLElement {
  const trust = Number(worldValue("trust.prior"));
  const honesty = Number(strategyOf(state.value.right)["honesty"] ?? 0);
  const unsure = found.filter((one) => one.found.n > 1 && sign(one.found) === 0);
  const here = [{ trust, honesty }];
  const made = Plot.plot({
    width, height: 300, marginLeft: 48, marginBottom: 36, marginTop: 6, marginRight: 8,
    style: { fontSize: "12px", color: INK, background: "none" },
    x: { domain: [-HALF, 1 + HALF], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], tickSize: 0, label: t("map.trust"), labelAnchor: "center", labelArrow: "none", tickFormat: (value: number) => percent(value) },
    y: { domain: [-HALF, 1 + HALF], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], tickSize: 0, label: null, tickFormat: (value: number) => percent(value) },
    marks: [
      Plot.rect(found, {
        x1: (one: Place) => one.trust - HALF, x2: (one: Place) => one.trust + HALF,
        y1: (one: Place) => one.honesty - HALF, y2: (one: Place) => one.honesty + HALF,
        fill: (one: Place) => colourOf(one.found.mean), stroke: "#ffffff", strokeWidth: 0.5,
      }),
      Plot.dot(unsure, { x: "trust", y: "honesty", r: 1.6, fill: INK, fillOpacity: 0.65 }),
      Plot.dot(here, { x: "trust", y: "honesty", r: 9, stroke: "#ffffff", strokeWidth: 5 }),
      Plot.dot(here, { x: "trust", y: "honesty", r: 9, stroke: INK, strokeWidth: 2.5 }),
    ],
  });
  made.addEventListener("click", (event) => choose(made, event as MouseEvent));
  return made;
}

/** Set both levers to the place that was clicked; beside the frame there is none. */
function choose(made: SVGElement | HTMLElement, event: MouseEvent): void {
  const plot = made as unknown as { scale: (name: string) => { invert: (value: number) => number } };
  const box = made.getBoundingClientRect();
  const trust = plot.scale("x").invert(event.clientX - box.left);
  const honesty = plot.scale("y").invert(event.clientY - box.top);
  if ([trust, honesty].some((value) => value < -HALF || value > 1 + HALF)) return;
  const nearest = (value: number) => Math.min(1, Math.max(0, Math.round(value * 10) / 10));
  batch(() => {
    setWorld("trust.prior", nearest(trust));
    setField("right", "honesty", nearest(honesty));
  });
}

function Key() {
  const [left, right] = [toneOf("left").colour, toneOf("right").colour];
  const scale = `linear-gradient(to right, ${left}, ${PALE}, ${right})`;
  return (
    <div class="key">
      <span>{t("map.ahead", { name: nameOf("left") })}</span>
      <span class="end">{number(FULL)}</span>
      <span class="scale" style={{ background: scale }} />
      <span class="end">{number(FULL)}</span>
      <span>{t("map.ahead", { name: nameOf("right") })}</span>
    </div>
  );
}

export function TrustMap() {
  void grown.value;
  const found = chart.value ? places(chart.value) : [];
  const { map } = progress.value;
  const fine = map >= PASSES.length ? t("map.fine") : t("map.coming");
  const slots = { left: nameOf("left"), right: nameOf("right") };
  return (
    <Picture name="map" title={t("map.title", slots)} note={`${t("map.note")} ${fine}`} numbers={() => numbersOf(found)}>
      <p class="side">{t("map.honesty", slots)}</p>
      <Drawing label={t("map.said", slots)} draw={(width) => drawn(width, found)} />
      <Key />
    </Picture>
  );
}

function numbersOf(found: readonly Place[]): Numbers {
  const at = (trust: number, honesty: number) => found.find((one) => one.trust === trust && one.honesty === honesty);
  const rows = [...LEVELS].reverse().map((honesty) => [
    percent(honesty), ...LEVELS.map((trust) => signed(at(trust, honesty)?.found.mean ?? Number.NaN, 3)),
  ]);
  return [[t("map.corner"), ...LEVELS.map((trust) => percent(trust))], ...rows];
}


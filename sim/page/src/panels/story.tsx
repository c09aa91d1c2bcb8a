/** A relationship's story: trust of both as lines, and its months in sentences. */

import * as Plot from "@observablehq/plot";

import { Drawing } from "../draw/picture";
import { INK, nameOf, SOFT } from "../draw/tones";
import { TRUST_TOLD, type Lived, type Spell } from "../run/lived";
import type { Side } from "../state/kinds";
import { payoffs, sentences, told, type Told } from "../story/telling";
import { number, percent, t } from "../words";

const BUYER = "#0072B2";
const SUPPLIER = "#009E73";
const FIGHT = "#D55E00";

interface Props {
  world: Lived;
  side: Side;
  spell: Spell;
  until: number;
  close: () => void;
}

function strip(width: number, { world, spell, until }: Props): SVGElement | HTMLElement {
  const last = Math.min(spell.last, until);
  const every = Array.from({ length: Math.max(0, last - spell.first + 1) }, (_, place) => spell.first + place);
  const of = (side: "buyer" | "supplier") => every.map((month) => ({ month, share: world.regard(month, spell.buyer, side) }));
  const fights = every.filter((month) => world.at(month, spell.buyer, "haggled") > 0);
  const line = { x: "month", y: "share", strokeWidth: 2 } as const;
  return Plot.plot({
    width, height: 130, marginLeft: 46, marginRight: 76, marginTop: 12, marginBottom: 26,
    style: { fontSize: "12px", color: INK, background: "none" },
    x: { domain: [spell.first, Math.max(spell.last, spell.first + 6)], label: null, ticks: 6, tickFormat: (month: number) => number(month, 0) },
    y: { domain: [0, 1], label: null, grid: true, ticks: 3, tickFormat: (share: number) => percent(share) },
    marks: [
      Plot.ruleX(fights, { stroke: FIGHT, strokeOpacity: 0.55, y1: 0, y2: 0.12, strokeWidth: 2 }),
      Plot.lineY(of("buyer"), { ...line, stroke: BUYER }),
      Plot.lineY(of("supplier"), { ...line, stroke: SUPPLIER, strokeDasharray: "5 2" }),
      Plot.ruleY([0], { stroke: SOFT }),
      Plot.text([{ y: 0.9, name: t("story.buyer"), fill: BUYER }, { y: 0.72, name: t("story.supplier"), fill: "#00724F" }], { frameAnchor: "right", y: "y", text: "name", fill: (one: { fill: string }) => one.fill, dx: 70, textAnchor: "end", fontWeight: 600 }),
    ],
  });
}

function Line({ line }: { line: Told }) {
  const when = line.first === line.last
    ? t("story.month", { month: number(line.first, 0) })
    : t("story.months", { first: number(line.first, 0), last: number(line.last, 0) });
  const trust = t(TRUST_TOLD ? "story.trust" : "story.seen", { buyer: percent(line.regardBuyer), supplier: percent(line.regardSupplier) });
  return (
    <li class={line.mood}>
      <span class="when">{when}</span>
      <span class="what">{sentences(line)} <span class="soft">{payoffs(line)} {trust}</span></span>
    </li>
  );
}

export function Story(props: Props) {
  const { world, side, spell, until, close } = props;
  const lines = told(world, spell, until);
  const slots = { buyer: number(spell.buyer, 0), supplier: number(spell.supplier, 0), market: nameOf(side) };
  return (
    <section class="story" aria-labelledby="story-title">
      <header>
        <h3 id="story-title">{t("story.title", slots)}</h3>
        <button type="button" onClick={close}>{t("story.close")}</button>
      </header>
      <Drawing label={t("story.said", slots)} draw={(width) => strip(width, props)} />
      <p class="note">{t(TRUST_TOLD ? "story.note" : "story.note_seen")}</p>
      <ol tabIndex={0} aria-label={t("story.title", slots)}>{lines.map((line) => <Line line={line} />)}</ol>
    </section>
  );
}

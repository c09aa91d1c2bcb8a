/** A firm's value as a line, month by month; beside it, lines of others on the same luck. */

import * as Plot from "@observablehq/plot";

import { embedded } from "../data";
import { Drawing } from "../draw/picture";
import { INK, LINE, readable, SOFT } from "../draw/tones";
import type { Sight } from "../room/protocol";
import { number, t } from "../words";

export const OWN = "#0b5394";

export interface Curve {
  readonly name: string;
  readonly sights: readonly Sight[];
  readonly colour: string;
  readonly dash: string; // of SVG; "" is solid
  readonly width: number;
}

/** How a strategy's line is drawn: as everywhere in the project, in its own colour where it has one. */
export function curveOf(strategy: string, name: string, sights: readonly Sight[]): Curve {
  const tone = embedded.tones[strategy];
  return { name, sights, colour: tone?.colour ?? SOFT, dash: tone?.dash || (tone ? "" : "2 3"), width: 1.6 };
}

const NAME = 12; // pixels a letter is high
const APART = 14; // between two names

/** Names where lines end, moved apart so that all can be read. */
function names(curves: readonly Curve[], scale: number, top: number): Plot.Markish[] {
  const ends = curves
    .map((curve) => ({ curve, y: curve.sights.at(-1)?.value ?? 0, month: curve.sights.length, at: 0 }))
    .sort((one, other) => other.y - one.y);
  let free = Number.NEGATIVE_INFINITY;
  for (const one of ends) {
    one.at = Math.max((top - one.y) * scale, free);
    free = one.at + APART;
  }
  return ends.map(({ curve, y, month, at }) =>
    Plot.text([curve.name], { x: month, y, dx: 6, dy: at - (top - y) * scale, textAnchor: "start", fontSize: NAME, fontWeight: 600, fill: readable(curve.colour), lineWidth: 9.6, textOverflow: "ellipsis" }));
}

/** Years, or quarters where there are few months. */
function ticksOf(months: number): number[] {
  const step = months > 24 ? 12 : months > 12 ? 6 : 3;
  return Array.from({ length: Math.floor(months / step) + 1 }, (_, place) => place * step);
}

function drawn(width: number, curves: readonly Curve[], months: number, height: number, isNamed: boolean): SVGElement | HTMLElement {
  const values = curves.flatMap(({ sights }) => sights.map(({ value }) => value));
  const [low, high] = [Math.min(0, ...values), Math.max(0.5, ...values)];
  const points = (sights: readonly Sight[]) => [{ month: 0, value: 0 }, ...sights];
  const line = { x: "month", y: "value" } as const;
  return Plot.plot({
    width, height, marginLeft: 34, marginRight: isNamed ? 132 : 12, marginTop: 12, marginBottom: 24,
    style: { fontSize: "12px", color: INK, background: "none" },
    x: { domain: [0, months], label: null, ticks: ticksOf(months), tickFormat: (month: number) => number(month, 0) },
    y: { domain: [low, high], label: null, grid: true, ticks: 4, tickFormat: (value: number) => number(value, 1) },
    marks: [
      Plot.ruleY([0], { stroke: SOFT }),
      Plot.ruleX([months], { stroke: LINE }),
      ...curves.map(({ sights, colour, dash, width: thick }) => Plot.lineY(points(sights), { ...line, stroke: colour, strokeDasharray: dash, strokeWidth: thick })),
      ...(isNamed ? names(curves, (height - 36) / (high - low), high) : []),
    ],
  });
}

/** One firm so far. */
export function OwnLine({ sights, months }: { sights: readonly Sight[]; months: number }) {
  const own: Curve = { name: "", sights, colour: OWN, dash: "", width: 2.6 };
  const slots = { value: number(sights.at(-1)?.value ?? 0), month: number(sights.length, 0) };
  return <Drawing first={300} label={t("game.line_said", slots)} draw={(width) => drawn(width, [own], months, 150, false)} />;
}

/** A game and others on the same luck. */
export function Lines({ curves, months, label }: { curves: readonly Curve[]; months: number; label: string }) {
  return <Drawing first={600} label={label} draw={(width) => drawn(width, curves, months, 300, true)} />;
}

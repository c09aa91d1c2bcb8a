/** Axes that stay while levers move, so that before and after can be compared; `fit` sets them anew. */

import { effect, signal } from "@preact/signals";

import { gathered, shown } from "../run/conductor";
import type { Both } from "../run/gathered";
import { pairs } from "../run/gathered";
import { PARTIES, type Party } from "../state/kinds";
import { scene } from "../state/state";
import { aheadLine, valueLines, type Lines } from "../sums/series";
import { goes, PARTS } from "../sums/goes";

type Span = readonly [number, number];

export interface Axes {
  readonly months: number;
  readonly value: Readonly<Record<Party, Span>>;
  readonly ahead: Readonly<Record<Party, Span>>;
  readonly goes: number; // greatest share that is drawn
}

export const axes = signal<Axes | null>(null);
/** What was shown before the first lever moved: drawn faintly until a reset. */
export const before = signal<Both | null>(null);

const YEAR = 12;
/** How much further than now a lead may grow before it leaves the picture. */
const ROOM = 1.8;

/** Round outwards to steps that read well. */
function roomy(low: number, high: number): Span {
  const spread = Math.max(high - low, 1e-6);
  const step = 10 ** Math.floor(Math.log10(spread)) / 5;
  return [Math.floor((low - 0.04 * spread) / step) * step, Math.ceil((high + 0.12 * spread) / step) * step];
}

/** The first year holds the cost of setting up, far below all that follows: it may leave the picture. */
function spanOfValue({ left, right }: Lines): Span {
  const late = [left, right].flatMap((band) => [...band.mean.slice(YEAR), ...band.high.slice(YEAR)]).filter(Number.isFinite);
  const low = Math.min(0, ...late);
  return roomy(low, Math.max(0.05, ...late));
}

export function fitted(both: Both): Axes {
  const each = <Found>(of: (party: Party) => Found) =>
    Object.fromEntries(PARTIES.map((party) => [party, of(party)])) as Record<Party, Found>;
  const lost = goes(both);
  return {
    months: both.left.months,
    value: each((party) => spanOfValue(valueLines(both, party))),
    ahead: each((party) => {
      const line = aheadLine(both, party);
      const known = [...line.mean, ...line.low, ...line.high].filter(Number.isFinite);
      return roomy(ROOM * Math.min(-0.5, ...known), ROOM * Math.max(0.5, ...known));
    }),
    goes: Math.max(0.05, ...PARTS.flatMap((part) => [lost.left[part] ?? 0, lost.right[part] ?? 0])) * 1.15,
  };
}

export function fit(): void {
  if (shown.value) axes.value = fitted(shown.value);
}

/** Keep what is shown as what is compared with. */
export function pin(): void {
  before.value = shown.value;
}

let known = -1;

/** A new scene has axes of its own; within one, the state before the first move is kept, and only time grows. */
export function follow(): void {
  effect(() => {
    const both = gathered();
    if (!both || pairs(both).length === 0 || both.scene !== scene.value) return;
    if (known !== scene.value) {
      known = scene.value;
      before.value = both;
      axes.value = fitted(both);
    }
    const held = axes.peek();
    if (held && both.left.months > held.months) axes.value = { ...held, months: both.left.months };
  });
}

/** The main levers: each a number of the world or of the right market, in the order in which they are shown. */

import { description } from "../data";
import type { Field } from "../engine/types";
import { strategyFields } from "./address";
import { change, setField, setWorld, state, strategyOf, worldValue } from "./state";

export type LeverName = "trust" | "honesty" | "declared" | "volatility" | "horizon" | "opportunists" | "power" | "cost" | "term";

export interface Lever {
  readonly name: LeverName; // of its words
  readonly field: Field; // unit and range; a lever may show a part of the range
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly value: () => number | null;
  readonly set: (value: number | null) => void;
}

interface Span {
  low: number;
  high: number;
  step: number;
}

function fieldAt(path: string): Field {
  const found = description.fields.find((one) => one.path === path);
  if (!found) throw new Error(path);
  return found;
}

function ofWorld(name: LeverName, path: string, span: Span): Lever {
  const field = fieldAt(path);
  return {
    name,
    field,
    low: Math.max(span.low, field.low ?? -Infinity),
    high: Math.min(span.high, field.high ?? Infinity),
    step: span.step,
    value: () => worldValue(path) as number | null,
    set: (value) => setWorld(path, value),
  };
}

function ofRight(name: LeverName, fieldName: string): Lever {
  const field = strategyFields().find((one) => one.name === fieldName);
  if (!field) throw new Error(fieldName);
  return {
    name,
    field,
    low: 0,
    high: 1,
    step: 0.05,
    value: () => (strategyOf(state.value.right)[fieldName] ?? null) as number | null,
    set: (value) => setField("right", fieldName, value),
  };
}

const SHARE: Field = { ...fieldAt("trust.prior"), path: "opportunists", name: "opportunists", default: 0, meaning: "" };

const OPPORTUNISTS: Lever = {
  name: "opportunists",
  field: SHARE,
  low: 0,
  high: 0.6,
  step: 0.05,
  value: () => state.value.opportunists,
  set: (value) => change({ opportunists: value ?? 0 }),
};

export const LEVERS: readonly Lever[] = [
  ofWorld("trust", "trust.prior", { low: 0, high: 1, step: 0.05 }),
  ofRight("honesty", "honesty"),
  ofRight("declared", "declared"),
  ofWorld("volatility", "shocks.misfit_sd", { low: 0, high: 0.6, step: 0.01 }),
  ofWorld("horizon", "market.months", { low: 12, high: 240, step: 12 }),
  OPPORTUNISTS,
  ofWorld("power", "bargaining.power", { low: -1, high: 1, step: 0.1 }),
  ofWorld("cost", "process.cost_scale", { low: 0, high: 3, step: 0.1 }),
  ofWorld("term", "contract.term", { low: 1, high: 120, step: 1 }),
];

/** Paths that have a lever, and are not in the drawer. */
export const LEVERED = new Set(LEVERS.map((lever) => lever.field.path));

/** A number without the noise of steps that are no binary fractions. */
export function rounded(value: number): number {
  return Number(value.toFixed(6));
}

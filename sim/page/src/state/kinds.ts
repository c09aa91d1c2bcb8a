/** What there is to choose: two markets of firms, the world that both live in, and what is looked at. */

import { embedded } from "../data";
import type { Value } from "../engine/types";

export const SIDES = ["left", "right"] as const;
export type Side = (typeof SIDES)[number];
export const PARTIES = ["joint", "buyer", "supplier"] as const;
export type Party = (typeof PARTIES)[number];

/** One market's firms: a shipped strategy, and what of it was changed. */
export interface Market {
  readonly strategy: string;
  readonly changed: Readonly<Record<string, Value>>;
}

export interface State {
  readonly world: Readonly<Record<string, Value>>; // paths that are not as by default
  readonly opportunists: number; // share of both roles in both markets
  readonly left: Market;
  readonly right: Market;
  readonly seed: number;
  readonly replicates: number; // at the end; 10 come first
  readonly replicate: number; // the world that is lived through
  readonly month: number | null; // of that world; null: its end
  readonly party: Party; // whose value is drawn
}

export const START: State = {
  world: {},
  opportunists: 0,
  left: { strategy: embedded.own.left, changed: {} },
  right: { strategy: embedded.own.right, changed: {} },
  seed: 1,
  replicates: 200,
  replicate: 0,
  month: null,
  party: "joint",
};

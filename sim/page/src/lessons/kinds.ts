/** What a lesson is made of, as `lessons.json` says it and the build completed it. */

import type { Tone } from "../data";
import type { Value } from "../engine/types";

/** How a number is written. */
export type Form =
  | "number" | "number1" | "number3" | "size_number3" | "whole" | "signed" | "signed2" | "times" | "firms"
  | "percent" | "percent1" | "size_percent" | "size_percent1";

export interface Arm {
  readonly name: string;
  readonly strategy: string;
  readonly own?: Readonly<Record<string, Value>>; // fields of the strategy that are set otherwise
  readonly among?: string; // the strategy of the others, where the lever is the share of its own
  readonly world?: Readonly<Record<string, Value>>;
}

/** What may be switched: the first is how it is in the bet. */
export interface Choice {
  readonly name: string;
  readonly world?: Readonly<Record<string, Value>>;
  readonly own?: Readonly<Record<string, Readonly<Record<string, Value>>>>; // arm → fields of its strategy
}

export interface Lever {
  readonly path: string; // of the world, or "share"
  readonly stops: readonly number[];
  readonly start: number;
  readonly as: Form;
}

/** A number of each world that was played. */
export interface Quantity {
  readonly arm: string;
  readonly of: string; // an outcome, a leak as share of the first best, or what an own or another buyer makes
  readonly at?: number; // the lever's stop; none: where one is
}

export interface Difference {
  readonly of: Quantity;
  readonly less?: Quantity;
}

export interface Line extends Difference {
  readonly name: string;
  readonly tone: Tone;
}

export interface Contrast extends Difference {
  readonly name: string;
  readonly less: Quantity;
}

export type Sign = "more" | "same" | "less";

export interface Curve {
  readonly kind: "curve";
  readonly span: readonly [number, number];
  readonly lines: readonly Line[];
}

export interface Bars {
  readonly kind: "bars";
  readonly span: readonly [number, number];
  readonly parts: readonly string[];
}

export type Bet =
  | { readonly rule: "greatest"; readonly at: number; readonly options: readonly { readonly name: string; readonly of: Quantity }[] }
  | {
      readonly rule: "signs";
      readonly at: number;
      readonly contrasts: readonly Contrast[];
      readonly options: readonly { readonly name: string; readonly when: Readonly<Record<string, Sign>> }[];
    };

/** A paragraph of the explanation: the studies it rests on, and the published numbers its words have slots for. */
export interface Why {
  readonly studies: readonly string[];
  readonly slots: Readonly<Record<string, { readonly value: number; readonly as: Form }>>;
}

export interface Lesson {
  readonly name: string;
  readonly replicates: number;
  readonly arms: readonly Arm[];
  readonly lever: Lever;
  readonly choices?: readonly Choice[];
  readonly more: readonly Choice[];
  readonly picture: Curve | Bars;
  readonly bet: Bet;
  readonly address: string; // of the laboratory
  readonly why: readonly Why[];
}

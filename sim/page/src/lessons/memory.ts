/** What the page remembers of each lesson until it is closed: bets, hands, and where its lever stands. */

import { signal } from "@preact/signals";

import type { Lesson } from "./kinds";

export type Time = "before" | "after";

export interface Memory {
  readonly before: string | null; // the option that was bet on
  readonly after: string | null;
  readonly hands: Readonly<Record<Time, Readonly<Record<string, number>>>>; // option → how many chose it
  readonly counting: boolean; // whether hands are counted
  readonly stop: number; // of the lever
  readonly choice: number; // places in the lesson's lists
  readonly more: number;
  readonly seed: number;
}

const kept = signal<Readonly<Record<string, Memory>>>({});

export function memory(lesson: Lesson): Memory {
  return kept.value[lesson.name] ?? {
    before: null, after: null, hands: { before: {}, after: {} }, counting: false,
    stop: lesson.lever.start, choice: 0, more: 0, seed: 1,
  };
}

export function remember(lesson: Lesson, part: Partial<Memory>): void {
  kept.value = { ...kept.value, [lesson.name]: { ...memory(lesson), ...part } };
}

/** One hand more or less for an option; never fewer than none. */
export function count(lesson: Lesson, time: Time, option: string, by: number): void {
  const { hands } = memory(lesson);
  const now = Math.max(0, (hands[time][option] ?? 0) + by);
  remember(lesson, { hands: { ...hands, [time]: { ...hands[time], [option]: now } } });
}

/** Begin a lesson anew: what was played stays, for it would come out the same. */
export function forget(lesson: Lesson): void {
  const { [lesson.name]: _, ...others } = kept.value;
  kept.value = others;
}

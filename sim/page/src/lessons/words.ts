/** Words and numbers of lessons: a lesson's own sentences have its name in their keys. */

import { description } from "../data";
import { number, percent, signed, t, type Key } from "../words";
import type { Form, Lesson } from "./kinds";

/** A sentence of a lesson, with its slots filled. */
export function said(lesson: Lesson, part: string, slots: Readonly<Record<string, string>> = {}): string {
  return t(`lesson.${lesson.name}.${part}` as Key, slots);
}

/** A parameter of the world as it usually is. */
function usual(path: string): number {
  return Number(description.fields.find((field) => field.path === path)?.default);
}

const BUYERS = usual("market.buyers");

/** The lever's name. */
export function leverOf(lesson: Lesson): string {
  return said(lesson, "lever", { usual: written(usual(lesson.lever.path), lesson.lever.as) });
}

/** The question, with the numbers that it is about. */
export function questionOf(lesson: Lesson): string {
  const { bet, lever } = lesson;
  return said(lesson, "bet", { at: written(bet.at, lever.as), least: written(lever.stops[0]!, lever.as), buyers: number(BUYERS, 0) });
}

/** A number as a lesson writes it. */
export function written(value: number, form: Form): string {
  const size = Math.abs(value);
  switch (form) {
    case "number": return number(value, 2);
    case "number1": return number(value, 1);
    case "number3": return number(value, 3);
    case "size_number3": return number(size, 3);
    case "whole": return number(value, 0);
    case "signed": return signed(value, 1);
    case "signed2": return signed(value, 2);
    case "times": return t("lessons.times", { number: number(value, digits(value)) });
    case "firms": return t("lessons.firms", { number: number(value * BUYERS, 0), all: number(BUYERS, 0) });
    case "percent": return percent(value);
    case "percent1": return percent(value, 1);
    case "size_percent": return percent(size);
    case "size_percent1": return percent(size, 1);
  }
}

/** As many digits, two at most, as a number needs. */
function digits(value: number): number {
  return [0, 1].find((count) => Number(value.toFixed(count)) === value) ?? 2;
}

/** The sentences of the explanation, their numbers as published. */
export function explained(lesson: Lesson): string[] {
  return lesson.why.map(({ slots }, place) => {
    const filled = Object.entries(slots).map(([name, { value, as }]) => [name, written(value, as)]);
    return said(lesson, `why_${place + 1}`, Object.fromEntries(filled));
  });
}

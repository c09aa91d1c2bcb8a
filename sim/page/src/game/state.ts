/** The game on the page: which one it is, where it stands, and what is done to it. */

import { effect, signal } from "@preact/signals";

import type { Kernel } from "../engine/types";
import type { Answers } from "../room/protocol";
import { failure } from "../run/conductor";
import { engine } from "../run/engine";
import { go, place, view } from "../views";
import { chosenAt, logAt, placeOf } from "./address";
import { Course, type Draft } from "./course";
import type { Chosen } from "./market";
import type { Stop } from "./stops";

/** Milliseconds between two months in which nothing is to decide. */
const PACE = 420;

export type Turn =
  | { at: "running" } // months pass by
  | { at: "opening"; stop: Stop } // asked before a month
  | { at: "closing"; draft: Draft } // asked once it was seen
  | { at: "over" };

/** The game, and whose turn it is; null: none is begun. */
export const game = signal<{ course: Course; turn: Turn } | null>(null);
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

let clock = 0;

function told(course: Course, turn: Turn): void {
  game.value = { course, turn };
  const { kernel: { description }, chosen, months } = course;
  place.value = placeOf(description.game.order, chosen, months.map(({ answers }) => answers));
  clearTimeout(clock);
  if (turn.at === "running") clock = window.setTimeout(() => onward(course), PACE);
}

/** Play a month with what stands, or stop at it. */
function month(course: Course): Turn {
  if (course.over) return { at: "over" };
  const stop = course.opening();
  return stop.reasons.length > 0 ? { at: "opening", stop } : played(course, course.standing, stop);
}

/** Play a month with these answers, and stop after it where something was seen that asks for an answer. */
function played(course: Course, answers: Answers, stop: Stop): Turn {
  const draft = course.draft(answers, stop);
  if (draft.closing.reasons.length > 0) return { at: "closing", draft };
  course.keep(draft);
  return course.over ? { at: "over" } : { at: "running" };
}

/** The next stop, where months are not to be seen passing. */
function settled(course: Course, turn: Turn): Turn {
  let now = turn;
  while (now.at === "running") now = month(course);
  return now;
}

/** Do it, unless another game has begun; what goes wrong is said on the page. */
function safely(course: Course, act: () => Turn): void {
  if (game.value?.course !== course) return;
  try {
    const turn = act();
    told(course, calm.matches ? settled(course, turn) : turn);
  } catch (error) {
    failure.value = String(error);
  }
}

function onward(course: Course): void {
  safely(course, () => month(course));
}

/** To the next stop, at once. */
export function hurry(course: Course): void {
  safely(course, () => settled(course, month(course)));
}

/** What was asked as the month opened is answered. */
export function answer(course: Course, stop: Stop, answers: Answers): void {
  safely(course, () => played(course, answers, stop));
}

/** What was asked after the month is answered: it is as it was seen, but for that. */
export function answerAfter(course: Course, draft: Draft, answers: Answers, wanted: Answers): void {
  safely(course, () => {
    course.keep(draft, answers, wanted);
    return course.over ? { at: "over" } : { at: "running" };
  });
}

/** Take the last decision back: the game stands again where it was asked for. */
export function takeBack(course: Course): void {
  safely(course, () => {
    course.back(Math.max(0, course.lastStop));
    return month(course);
  });
}

function begin(kernel: Kernel, chosen: Chosen, log: readonly Answers[]): void {
  const course = new Course(kernel, chosen);
  course.replay(log);
  game.value = { course, turn: { at: "running" } };
  safely(course, () => month(course));
}

/** Play anew: the same market, or another one. */
export function again(chosen: Chosen): void {
  go("play", placeOf([], chosen, []));
}

/** Whether an address names the game that is played, as far as it has come. */
function isNow(course: Course): boolean {
  const here = placeOf(course.kernel.description.game.order, course.chosen, course.months.map(({ answers }) => answers));
  return ["seed", "role", "base", "moves"].every((part) => here[part] === place.value[part]);
}

/** Open the game that the address names; an address without one leads to the beginning. */
export function follow(): () => void {
  return effect(() => {
    const at = place.value;
    const chosen = view.value === "play" ? chosenAt(at) : null;
    const kernel = engine.value?.kernel;
    const running = game.peek();
    if (!chosen) {
      clearTimeout(clock);
      if (running) game.value = null;
    } else if (kernel && !(running && isNow(running.course))) {
      try {
        begin(kernel, chosen, logAt(kernel.description.game.order, at));
      } catch (error) {
        failure.value = String(error);
      }
    }
  });
}

/** The game on the page: which one it is, where it stands, and what is done to it. */

import { effect, signal } from "@preact/signals";

import type { Kernel } from "../engine/types";
import type { Answers } from "../room/protocol";
import { failure } from "../run/conductor";
import { engine } from "../run/engine";
import { go, place, view } from "../views";
import { chosenAt, logAt, placeOf, type Place } from "./address";
import { Course, type Draft, type Logged } from "./course";
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

/** Where a game stands that was left before its end. */
export const left = signal<Place | null>(null);

let clock = 0;

function placeNow({ kernel: { description }, chosen, months }: Course): Place {
  return placeOf(description.game.order, chosen, months);
}

function told(course: Course, turn: Turn): void {
  game.value = { course, turn };
  place.value = placeNow(course);
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

/** Whether the month that is being decided was asked about as it opened, too. */
function wasAsked(turn: Turn | undefined): turn is Turn & { at: "closing" } {
  return turn?.at === "closing" && turn.draft.opening.reasons.length > 0;
}

export function canTakeBack(course: Course, turn: Turn): boolean {
  return course.lastStop >= 0 || wasAsked(turn);
}

/** Take the last decision back: the game stands again where it was asked for. */
export function takeBack(course: Course): void {
  safely(course, () => {
    const turn = game.value?.turn;
    if (wasAsked(turn)) return { at: "opening", stop: turn.draft.opening };
    const last = course.months[course.lastStop];
    course.back(Math.max(0, course.lastStop));
    const wasAskedTwice = last && last.opening.reasons.length > 0 && last.closing.reasons.length > 0;
    return wasAskedTwice ? { at: "closing", draft: course.redraft(last.answers, last.opening) } : month(course);
  });
}

function begin(kernel: Kernel, chosen: Chosen, log: readonly Logged[]): void {
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
  const here = placeNow(course);
  return ["seed", "role", "base", "moves", "later"].every((part) => here[part] === place.value[part]);
}

/** Let months pass no longer, and remember where an unfinished game stands. */
function leave(): void {
  clearTimeout(clock);
  const now = game.peek();
  if (!now) return;
  const { course, turn } = now;
  left.value = turn.at === "over" || course.months.length === 0 ? null : placeNow(course);
  game.value = null;
}

/** Open the game that the address names; an address without one leads to the beginning. */
export function follow(): () => void {
  const stop = effect(() => {
    const at = place.value;
    const chosen = view.value === "play" ? chosenAt(at) : null;
    const kernel = engine.value?.kernel;
    const running = game.peek();
    if (!chosen) leave();
    else if (kernel && !(running && isNow(running.course))) {
      try {
        begin(kernel, chosen, logAt(kernel.description.game.order, at));
      } catch (error) {
        failure.value = String(error);
      }
    }
  });
  return () => {
    stop();
    leave();
  };
}

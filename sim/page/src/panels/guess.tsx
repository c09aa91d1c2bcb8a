/** Guess before you move: after a lever's move the pictures stay veiled until a bet is placed. */

import { effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { gathered, settled } from "../run/conductor";
import { nameOf, readable, toneOf } from "../draw/tones";
import { months, played } from "../state/state";
import { sign } from "../sums/interval";
import { verdict } from "../sums/verdict";
import { duration, number, t } from "../words";

type Bet = "left" | "same" | "right";
const BETS: readonly Bet[] = ["left", "same", "right"];
const OF_SIGN: Record<"-1" | "0" | "1", Bet> = { "-1": "left", "0": "same", "1": "right" };

/** `waiting`: for a move; `asked`: moved and veiled; `told`: the bet is placed, the pictures are seen again. */
export const guessing = signal<"off" | "waiting" | "asked" | "told">("off");
const bet = signal<Bet | null>(null);
const score = signal({ right: 0, of: 0 });
const answered = signal<Bet | null>(null);

export function toggleGuess(): void {
  guessing.value = guessing.value === "off" ? "waiting" : "off";
  score.value = { right: 0, of: 0 };
}

let known = "";

/** A move after the mode was chosen asks; the answer counts once all replicates are there. */
export function follow(): void {
  effect(() => {
    const now = played.value;
    if (guessing.peek() !== "off" && known !== now) {
      guessing.value = "asked";
      bet.value = null;
      answered.value = null;
    }
    known = now;
  });
  effect(() => {
    const both = gathered();
    if (guessing.value !== "told" || answered.peek() || !bet.value || !both || !settled()) return;
    const truth = OF_SIGN[`${sign(verdict(both).made.joint.apart)}`];
    answered.value = truth;
    const { right, of } = score.peek();
    score.value = { right: right + Number(truth === bet.value), of: of + 1 };
  });
}

function bid(one: Bet): void {
  bet.value = one;
  guessing.value = "told";
}

function Question() {
  const slots = { time: duration(months.value) };
  const place = useRef<HTMLDivElement>(null);
  // The focus stays on the lever that was moved: an arrow key more must not place a bet.
  useEffect(() => place.current?.parentElement?.scrollIntoView({ block: "nearest" }), []);
  return (
    <div ref={place} class="question" role="group" aria-labelledby="guess-question">
      <p id="guess-question">{t("guess.question", slots)}</p>
      <div class="bets">
        {BETS.map((one) => (
          <button type="button" onClick={() => bid(one)} style={one === "same" ? {} : { borderColor: toneOf(one).colour, color: readable(toneOf(one).colour) }}>
            {one === "same" ? t("guess.same") : nameOf(one)}
          </button>
        ))}
      </div>
    </div>
  );
}

export function Guess() {
  if (guessing.value === "off") return null;
  const { right, of } = score.value;
  const tally = of ? t("guess.tally", { right: number(right, 0), of: number(of, 0) }) : "";
  const truth = answered.value;
  const said = truth === null ? t("guess.counting") : t(truth === bet.value ? "guess.right" : "guess.wrong", { who: truth === "same" ? t("guess.same") : nameOf(truth) });
  return (
    <div class={`guess ${guessing.value}`} aria-live="polite">
      {guessing.value === "waiting" ? <p>{t("guess.move")}</p> : null}
      {guessing.value === "asked" ? <Question /> : null}
      {guessing.value === "told" ? <p>{said} {tally}</p> : null}
    </div>
  );
}

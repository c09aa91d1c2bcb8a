/** Decisions as questions with two answers, and those that stand. */

import { description } from "../data";
import type { Answers, Role } from "../room/protocol";
import { number, percent, t, type Key } from "../words";

/** A field of the world as a game has it. */
export function usual(path: string): number {
  return Number(description.fields.find((one) => one.path === path)?.default);
}

/** What the questions tell of money and chances; a game is played in the world as its fields say it. */
function amounts(): Record<string, string> {
  return {
    gain: number(usual("promises.temptation")), harm: number(usual("promises.harm")),
    watch: number(usual("monitoring.cost")), seen: percent(usual("monitoring.seen")), unseen: percent(usual("promises.detection")),
    more: percent(usual("adaptation.inflation")), fight: number(usual("adaptation.haggling") / 2),
    law: number(usual("promises.law_cost")), back: percent(usual("promises.law_recovery")),
  };
}

/** Of these the second answer is said first: it is what goes on if nothing is changed. */
const NO_FIRST = ["leave", "inflate", "sue"];
/** Questions whose words depend on who is asked. */
const BY_ROLE = ["keep"];

function key(name: string, role: Role, part: "title" | "why" | "yes" | "no"): Key {
  const own = BY_ROLE.includes(name) && part === "why" ? `${name}_${role}` : name;
  return `game.${part}_${own}` as Key;
}

interface Asked {
  role: Role;
  names: readonly string[];
  answers: Answers;
  say: (name: string, answer: boolean) => void;
}

/** Each decision as a question of its own. */
export function Questions({ role, names, answers, say }: Asked) {
  const slots = amounts();
  return (
    <>
      {names.map((name) => (
        <fieldset class="question">
          <legend>{t(key(name, role, "title"), slots)}</legend>
          <p class="why" id={`why-${name}`}>{t(key(name, role, "why"), slots)}</p>
          <div class="two">
            {(NO_FIRST.includes(name) ? [false, true] : [true, false]).map((answer) => (
              <label class={answers[name] === answer ? "chosen" : ""}>
                <input type="radio" name={`answer-${name}`} checked={answers[name] === answer} onChange={() => say(name, answer)} aria-describedby={`why-${name}`} />
                <span>{t(key(name, role, answer ? "yes" : "no"), slots)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
    </>
  );
}

/** Answers that stand, small: whether each is given month after month. */
export function Standing({ role, names, answers, say }: Asked) {
  const slots = amounts();
  return (
    <div class="standing">
      {names.map((name) => (
        <label>
          <span>{t(`game.stands_${name}` as Key)}</span>
          <select value={answers[name] ? "yes" : "no"} onChange={(event) => say(name, event.currentTarget.value === "yes")}>
            <option value="yes">{t(key(name, role, "yes"), slots)}</option>
            <option value="no">{t(key(name, role, "no"), slots)}</option>
          </select>
        </label>
      ))}
    </div>
  );
}

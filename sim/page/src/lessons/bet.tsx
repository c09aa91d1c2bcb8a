/** The bet: a question, its answers as buttons, and hands to count where a class bets. */

import { number, t } from "../words";
import type { Lesson } from "./kinds";
import { count, memory, remember, type Time } from "./memory";
import { questionOf, said } from "./words";

function Hands({ lesson, time, option }: { lesson: Lesson; time: Time; option: string }) {
  const name = said(lesson, `option_${option}`);
  const now = memory(lesson).hands[time][option] ?? 0;
  return (
    <span class="hands">
      <button type="button" aria-label={t("lessons.hand_less", { name })} disabled={now === 0} onClick={() => count(lesson, time, option, -1)}>−</button>
      <output aria-label={t("lessons.hands_for", { name })}>{number(now, 0)}</output>
      <button type="button" aria-label={t("lessons.hand_more", { name })} onClick={() => count(lesson, time, option, 1)}>+</button>
    </span>
  );
}

/** The question of a lesson, asked before or after. */
export function Question({ lesson, time }: { lesson: Lesson; time: Time }) {
  const { counting, [time]: chosen } = memory(lesson);
  return (
    <section class="question" aria-label={t("lessons.question")}>
      <p class="asked" id={`asked-${time}`}>{questionOf(lesson)}</p>
      <ul class="options" aria-labelledby={`asked-${time}`}>
        {lesson.bet.options.map(({ name }) => (
          <li>
            <button type="button" class="option" aria-pressed={chosen === name} onClick={() => remember(lesson, { [time]: name })}>
              {said(lesson, `option_${name}`)}
            </button>
            {counting ? <Hands lesson={lesson} time={time} option={name} /> : null}
          </li>
        ))}
      </ul>
      <label class="switch">
        <input type="checkbox" checked={counting} onChange={() => remember(lesson, { counting: !counting })} />
        <span>{t("lessons.counting")}</span>
      </label>
    </section>
  );
}

const TIMES: readonly Time[] = ["before", "after"];

/** Both bets side by side, the right answer marked; with the class's hands, where they were counted. */
export function SideBySide({ lesson, right }: { lesson: Lesson; right: string | null }) {
  const own = memory(lesson);
  const total = (time: Time) => Object.values(own.hands[time]).reduce((sum, one) => sum + one, 0);
  const cell = (time: Time, option: string) => {
    const hands = own.hands[time][option] ?? 0;
    return (
      <td class={own[time] === option ? "yours" : ""}>
        {own[time] === option ? <b>{t("lessons.yours")}</b> : null}
        {total(time) > 0 ? (
          <span class="raised">
            <i style={{ width: `${(100 * hands) / total(time)}%` }} />
            {number(hands, 0)}
          </span>
        ) : null}
      </td>
    );
  };
  return (
    <table class="side-by-side">
      <caption class="unseen">{t("lessons.side_by_side")}</caption>
      <thead>
        <tr><td />{TIMES.map((time) => <th scope="col">{t(`lessons.${time}`)}</th>)}</tr>
      </thead>
      <tbody>
        {lesson.bet.options.map(({ name }) => (
          <tr class={name === right ? "right" : ""}>
            <th scope="row">
              {said(lesson, `option_${name}`)}
              {name === right ? <em>{t("lessons.came")}</em> : null}
            </th>
            {TIMES.map((time) => cell(time, name))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

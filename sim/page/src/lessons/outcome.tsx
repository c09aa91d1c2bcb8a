/** What came out, from what was played: the answer in a sentence, and the numbers behind it. */

import { number, percent, signed, t } from "../words";
import type { Interval } from "../sums/interval";
import type { Lesson } from "./kinds";
import { memory } from "./memory";
import { come } from "./playing";
import { outcome, type Outcome } from "./sums";
import { said } from "./words";

/** A difference as percent with its sign, and its interval. */
function shown({ mean, half }: Interval): string {
  const part = (value: number) => t("numbers.percent", { number: signed(100 * value, 1) });
  return t("lessons.interval", { mean: part(mean), low: part(mean - half), high: part(mean + half) });
}

/** The numbers: a row a contrast, or a row a candidate. */
export function Figures({ lesson, found }: { lesson: Lesson; found: Outcome }) {
  const rows = found.contrasts.length
    ? found.contrasts.map(({ name, share }) => [said(lesson, `contrast_${name}`), shown(share)])
    : found.levels.map(({ name, level }) => [
        said(lesson, `option_${name}`),
        t("lessons.interval", { mean: percent(level.mean, 1), low: percent(level.mean - level.half, 1), high: percent(level.mean + level.half, 1) }),
      ]);
  return (
    <dl class="figures">
      {rows.map(([name, value]) => <div><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

/** The right answer's words; of worlds that do not tell, that. */
export function answerOf(lesson: Lesson, found: Outcome): string {
  return found.option === null ? t("lessons.unclear") : said(lesson, `option_${found.option}`);
}

export function CameOut({ lesson }: { lesson: Lesson }) {
  void come.value;
  const { before, seed } = memory(lesson);
  const found = outcome(lesson, seed);
  if (!found) return <p class="coming" role="status">{t("lessons.coming")}</p>;
  const right = found.option !== null && before === found.option;
  return (
    <section class="came-out" role="status" data-option={found.option ?? ""}>
      <p class="yours"><span>{t("lessons.your_bet")}</span> {before ? said(lesson, `option_${before}`) : t("numbers.unknown")}</p>
      <p class="answer"><span>{t("lessons.came_out")}</span> {answerOf(lesson, found)}</p>
      {found.option === null ? null : <p class={right ? "right" : "wrong"}>{t(right ? "lessons.right" : "lessons.wrong")}</p>}
      <Figures lesson={lesson} found={found} />
      <p class="note">{t(found.contrasts.length ? "lessons.figures" : "lessons.figures_share", { count: number(lesson.replicates, 0) })}</p>
    </section>
  );
}

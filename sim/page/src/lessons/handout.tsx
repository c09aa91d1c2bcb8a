/** A lesson on paper: what a student gets, and on a second page the key. */

import { useState } from "preact/hooks";

import { language, number, t } from "../words";
import type { Lesson } from "./kinds";
import { answerOf, Figures } from "./outcome";
import { LessonPicture } from "./picture";
import { come, isPlayed } from "./playing";
import { everyStop } from "./controls";
import { decisive, decisives, outcome } from "./sums";
import { usePlayed, Why } from "./steps";
import { questionOf, said } from "./words";

function Lines({ count }: { count: number }) {
  return <div class="lines" aria-hidden="true">{Array.from({ length: count }, () => <i />)}</div>;
}

function Boxes({ lesson }: { lesson: Lesson }) {
  return (
    <ul class="boxes">
      {lesson.bet.options.map(({ name }) => <li>{said(lesson, `option_${name}`)}</li>)}
    </ul>
  );
}

export function Handout({ lesson }: { lesson: Lesson }) {
  void come.value;
  void language.value;
  const [isShown, setShown] = useState(false); // the key; on paper it always is
  const seed = 1;
  const scene = decisive(lesson, seed);
  const scenes = [...everyStop(lesson, scene), ...decisives(lesson, seed)];
  usePlayed(lesson, scenes);
  const found = outcome(lesson, seed);
  const ready = found !== undefined && scenes.every((one) => isPlayed(lesson, one));
  return (
    <div class="handout" data-ready={ready ? "yes" : "no"}>
      <p class="not-printed">
        <button type="button" onClick={() => window.print()} disabled={!ready}>{t("lessons.print")}</button>{" "}
        <button type="button" class="show-key" aria-expanded={isShown} onClick={() => setShown(!isShown)}>{t(isShown ? "lessons.key_hide" : "lessons.key_show")}</button>
      </p>
      <section class="sheet student">
        <h2>{said(lesson, "title")}</h2>
        <p class="name">{t("lessons.name")}</p>
        <h3>{t("lessons.sheet_before")}</h3>
        <p>{questionOf(lesson)}</p>
        <Boxes lesson={lesson} />
        <p>{t("lessons.because")}</p>
        <Lines count={2} />
        <p class="fold">{t("lessons.fold")}</p>
        <h3>{t("lessons.sheet_seen")}</h3>
        <LessonPicture lesson={lesson} scene={scene} />
        <p>{t("lessons.what_seen")}</p>
        <Lines count={2} />
        <h3>{t("lessons.sheet_after")}</h3>
        <Boxes lesson={lesson} />
        <p>{t("lessons.changed")}</p>
        <Lines count={2} />
      </section>
      <section class={isShown ? "sheet answers" : "sheet answers folded"}>
        <h2>{t("lessons.key", { title: said(lesson, "title") })}</h2>
        <p>{questionOf(lesson)}</p>
        {found ? <p class="answer"><span>{t("lessons.came_out")}</span> {answerOf(lesson, found)}</p> : null}
        {found ? <Figures lesson={lesson} found={found} /> : null}
        <p class="note">{t(found?.contrasts.length ? "lessons.figures" : "lessons.figures_share", { count: number(lesson.replicates, 0) })}</p>
        <h3>{t("lessons.step_explain")}</h3>
        <Why lesson={lesson} />
        <h3>{t("lessons.step_change")}</h3>
        <p>{said(lesson, "change")}</p>
        <h3>{t("lessons.sheet_talk")}</h3>
        <p>{said(lesson, "talk")}</p>
        <p class="note">{t("page.about")}</p>
      </section>
    </div>
  );
}

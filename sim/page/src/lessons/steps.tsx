/** The six steps of a lesson. Each is a page; only the bet is asked before anything is seen. */

import { useEffect } from "preact/hooks";

import { engine } from "../run/engine";
import { t } from "../words";
import { Question, SideBySide } from "./bet";
import { Choices, everyStop, LessonLever, PlayAll, sceneOf } from "./controls";
import type { Lesson } from "./kinds";
import { memory, remember } from "./memory";
import { CameOut } from "./outcome";
import { LessonPicture } from "./picture";
import { come, play, type Scene } from "./playing";
import { decisive, decisives, outcome } from "./sums";
import { explained, questionOf, said } from "./words";

export const STEPS = ["bet", "play", "see", "explain", "change", "again"] as const;
export type Step = (typeof STEPS)[number];

/** Play scenes as soon as the kernel is there, and again whenever others are wanted. */
export function usePlayed(lesson: Lesson, scenes: readonly Scene[]): void {
  const ready = engine.value !== null;
  const wanted = JSON.stringify(scenes);
  useEffect(() => {
    if (ready) void play(lesson, scenes);
  }, [ready, lesson.name, wanted]);
}

function Bet({ lesson }: { lesson: Lesson }) {
  return <Question lesson={lesson} time="before" />;
}

function Play({ lesson }: { lesson: Lesson }) {
  const scene = { ...sceneOf(lesson), more: 0 };
  usePlayed(lesson, [scene]);
  return (
    <>
      <p class="do">{said(lesson, "play")}</p>
      <LessonLever lesson={lesson} />
      {lesson.choices ? <Choices lesson={lesson} choices={lesson.choices} group="choice" /> : null}
      <LessonPicture lesson={lesson} scene={scene} />
      <PlayAll lesson={lesson} scene={scene} />
    </>
  );
}

function See({ lesson }: { lesson: Lesson }) {
  const { seed } = memory(lesson);
  usePlayed(lesson, decisives(lesson, seed));
  return (
    <>
      <p class="asked small">{questionOf(lesson)}</p>
      <CameOut lesson={lesson} />
      <LessonPicture lesson={lesson} scene={decisive(lesson, seed)} marked={lesson.bet.at} />
    </>
  );
}

function Explain({ lesson }: { lesson: Lesson }) {
  const scene = decisive(lesson, memory(lesson).seed);
  usePlayed(lesson, everyStop(lesson, scene));
  return (
    <>
      <Why lesson={lesson} />
      <LessonPicture lesson={lesson} scene={scene} marked={lesson.bet.at} />
    </>
  );
}

/** The explanation, each paragraph with the studies it rests on. */
export function Why({ lesson }: { lesson: Lesson }) {
  return (
    <div class="why">
      {explained(lesson).map((text, place) => (
        <p>
          {text} <small>{t("lessons.study", { names: lesson.why[place]!.studies.join(", ") })}</small>
        </p>
      ))}
    </div>
  );
}

function Change({ lesson }: { lesson: Lesson }) {
  const scene = sceneOf(lesson);
  const usual = { ...scene, choice: 0, more: 0 };
  useEffect(() => remember(lesson, { choice: 0, more: 1, stop: lesson.bet.at }), [lesson.name]); // as the text above says
  usePlayed(lesson, [scene, usual]);
  return (
    <>
      <p class="do">{said(lesson, "change")}</p>
      <Choices lesson={lesson} choices={lesson.more} group="more" />
      {lesson.choices ? <Choices lesson={lesson} choices={lesson.choices} group="choice" /> : null}
      <LessonLever lesson={lesson} />
      <LessonPicture lesson={lesson} scene={scene} before={usual} />
      <PlayAll lesson={lesson} scene={scene} />
      <p><a class="laboratory" href={`#${lesson.address}`}>{said(lesson, "laboratory")}</a></p>
    </>
  );
}

function Again({ lesson }: { lesson: Lesson }) {
  void come.value;
  const { after, seed } = memory(lesson);
  usePlayed(lesson, decisives(lesson, seed));
  const found = outcome(lesson, seed);
  return (
    <>
      <p class="do">{t("lessons.once_more")}</p>
      <Question lesson={lesson} time="after" />
      {after && found ? <SideBySide lesson={lesson} right={found.option} /> : null}
      {after ? <p class="do">{said(lesson, "talk")}</p> : null}
    </>
  );
}

export const PAGES: Readonly<Record<Step, (props: { lesson: Lesson }) => preact.JSX.Element>> = {
  bet: Bet, play: Play, see: See, explain: Explain, change: Change, again: Again,
};

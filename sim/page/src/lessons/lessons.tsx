/** Six lessons: a bet, a look, an explanation. */

import { useEffect, useRef } from "preact/hooks";

import { embedded } from "../data";
import { failure } from "../run/conductor";
import { go, place } from "../views";
import { t } from "../words";
import { Handout } from "./handout";
import type { Lesson } from "./kinds";
import { forget, memory } from "./memory";
import { PAGES, STEPS, type Step } from "./steps";
import { said } from "./words";

const { lessons } = embedded;

function open(lesson: Lesson, step: Step | "print"): void {
  go("lessons", { lesson: lesson.name, step });
}

function Cards() {
  return (
    <>
      <h2>{t("lessons.title")}</h2>
      <p class="lead">{t("lessons.lead")}</p>
      <ul class="cards">
        {lessons.map((lesson, number) => (
          <li>
            <h3>{t("lessons.card", { number: String(number + 1), title: said(lesson, "title") })}</h3>
            <p>{said(lesson, "idea")}</p>
            <p class="what">{said(lesson, "do")}</p>
            <p class="go">
              <button type="button" class="start" onClick={() => open(lesson, "bet")} aria-label={t("lessons.start_this", { title: said(lesson, "title") })}>
                {t(memory(lesson).after ? "lessons.done" : memory(lesson).before ? "lessons.on" : "lessons.start")}
              </button>
              <button type="button" onClick={() => open(lesson, "print")} aria-label={t("lessons.handout_of", { title: said(lesson, "title") })}>
                {t("lessons.handout")}
              </button>
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function Steps({ lesson, step }: { lesson: Lesson; step: Step }) {
  const locked = memory(lesson).before === null;
  return (
    <nav class="steps" aria-label={t("lessons.steps")}>
      <ol>
        {STEPS.map((one) => (
          <li>
            <button type="button" aria-current={one === step ? "step" : undefined} disabled={locked && one !== "bet"} onClick={() => open(lesson, one)}>
              {t(`lessons.step_${one}`)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Onward({ lesson, step }: { lesson: Lesson; step: Step }) {
  const at = STEPS.indexOf(step);
  const [back, next] = [STEPS[at - 1], STEPS[at + 1]];
  const following = lessons[lessons.indexOf(lesson) + 1];
  const locked = memory(lesson).before === null;
  const again = () => {
    forget(lesson);
    open(lesson, "bet");
  };
  return (
    <footer class="onward">
      {back ? <button type="button" onClick={() => open(lesson, back)}>{t("lessons.back")}</button> : null}
      <button type="button" onClick={() => go("lessons")}>{t("lessons.all")}</button>
      {next ? (
        <button type="button" class="next" disabled={locked} onClick={() => open(lesson, next)}>
          {locked ? t("lessons.bet_first") : t("lessons.next", { step: t(`lessons.step_${next}`) })}
        </button>
      ) : (
        <>
          <button type="button" onClick={again}>{t("lessons.anew")}</button>
          {following ? <button type="button" class="next" onClick={() => open(following, "bet")}>{t("lessons.following", { title: said(following, "title") })}</button> : null}
        </>
      )}
    </footer>
  );
}

function OneLesson({ lesson, step }: { lesson: Lesson; step: Step }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [lesson.name, step]);
  const Page = PAGES[step];
  return (
    <article class={`lesson at-${step}`} key={`${lesson.name} ${step}`}>
      <Steps lesson={lesson} step={step} />
      <h2 ref={heading} tabIndex={-1}>{said(lesson, "title")}<span class="unseen">{`: ${t(`lessons.step_${step}`)}`}</span></h2>
      <Page lesson={lesson} />
      <Onward lesson={lesson} step={step} />
    </article>
  );
}

export function Lessons() {
  const { lesson: name, step: asked } = place.value;
  const lesson = lessons.find((one) => one.name === name);
  const wanted = STEPS.find((one) => one === asked) ?? "bet";
  const step = lesson && memory(lesson).before === null ? "bet" : wanted; // nothing is seen before the bet
  return (
    <main id="results" tabIndex={-1} class="lessons">
      {failure.value ? <p class="failure" role="alert">{t("page.failure", { error: failure.value })}</p> : null}
      {!lesson ? <Cards /> : asked === "print" ? <Handout lesson={lesson} /> : <OneLesson lesson={lesson} step={step} key={`${lesson.name} ${step}`} />}
    </main>
  );
}

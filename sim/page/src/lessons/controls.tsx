/** What a hand moves in a lesson: one lever by its stops, and a switch. */

import { useId } from "preact/hooks";

import { t } from "../words";
import type { Choice, Lesson } from "./kinds";
import { memory, remember } from "./memory";
import { isPlayed, play, type Scene } from "./playing";
import { leverOf, said, written } from "./words";

/** Where a lesson's controls stand. */
export function sceneOf(lesson: Lesson): Scene {
  const { stop, choice, more, seed } = memory(lesson);
  return { stop, choice, more, seed };
}

export function LessonLever({ lesson }: { lesson: Lesson }) {
  const id = useId();
  const { stops, as } = lesson.lever;
  const { stop } = memory(lesson);
  const text = written(stop, as);
  const moved = (event: Event) => {
    const place = Number((event.currentTarget as HTMLInputElement).value);
    remember(lesson, { stop: stops[place] ?? stop });
  };
  return (
    <div class="lever">
      <label for={id}>{leverOf(lesson)}</label>
      <output for={id}>{text}</output>
      <input id={id} type="range" min={0} max={stops.length - 1} step={1} value={stops.indexOf(stop)} aria-valuetext={text} onInput={moved} />
    </div>
  );
}

interface SwitchProps {
  lesson: Lesson;
  choices: readonly Choice[];
  group: "choice" | "more";
}

export function Choices({ lesson, choices, group }: SwitchProps) {
  const chosen = memory(lesson)[group];
  return (
    <fieldset class="choices">
      <legend>{said(lesson, group)}</legend>
      {choices.map(({ name }, place) => (
        <button type="button" aria-pressed={chosen === place} onClick={() => remember(lesson, { [group]: place })}>
          {said(lesson, `${group}_${name}`)}
        </button>
      ))}
    </fieldset>
  );
}

/** A scene at every stop. */
export function everyStop(lesson: Lesson, scene: Scene): Scene[] {
  return lesson.lever.stops.map((stop) => ({ ...scene, stop }));
}

/** All that the lever can show, at once; and the same on other luck. */
export function PlayAll({ lesson, scene }: { lesson: Lesson; scene: Scene }) {
  const scenes = everyStop(lesson, scene);
  const done = scenes.filter((one) => isPlayed(lesson, one)).length;
  return (
    <div class="more-worlds">
      <button type="button" disabled={done === scenes.length} onClick={() => void play(lesson, scenes)}>
        {t("lessons.every", { done: String(done), all: String(scenes.length) })}
      </button>
      <button type="button" onClick={() => remember(lesson, { seed: scene.seed + 1 })}>{t("lessons.luck", { seed: String(scene.seed) })}</button>
    </div>
  );
}

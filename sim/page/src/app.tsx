/** The page: the laboratory with its sentence, pictures and levers; and the other rooms of the house. */

import { useEffect } from "preact/hooks";

import { Goes } from "./draw/goes";
import { TrustMap } from "./draw/map";
import { Survival } from "./draw/survival";
import { Value } from "./draw/value";
import { Guess, guessing } from "./panels/guess";
import { Header } from "./panels/header";
import { Dock, Levers } from "./panels/levers";
import { Share } from "./panels/share";
import { Verdict } from "./panels/verdict";
import { World } from "./panels/world";
import { failure } from "./run/conductor";
import { Lessons } from "./lessons/lessons";
import { Play } from "./game/play";
import { Room } from "./room/room";
import { view, type View } from "./views";
import { language, t } from "./words";

function Pictures() {
  return (
    <div class="pictures">
      <Value />
      <TrustMap />
      <Survival />
      <Goes />
    </div>
  );
}

function Laboratory() {
  const veiled = guessing.value === "asked";
  return (
    <>
      <div class="body">
        <Levers />
        <main id="results" tabIndex={-1}>
          {failure.value ? <p class="failure" role="alert">{t("page.failure", { error: failure.value })}</p> : null}
          <Guess />
          <div class={veiled ? "veiled" : "seen"} {...(veiled ? { inert: true } : {})}>
            <Verdict />
            <Pictures />
            <World />
          </div>
          <p class="about">{t("page.about")}</p>
        </main>
      </div>
      <Dock />
      <Share />
    </>
  );
}

const ROOMS: Readonly<Record<View, () => preact.JSX.Element>> = { laboratory: Laboratory, lessons: Lessons, play: Play, room: Room };

export function App() {
  useEffect(() => {
    document.documentElement.lang = language.value;
    document.title = view.value === "laboratory" ? t("page.title") : t(`view.${view.value}`);
  }, [language.value, view.value]);
  const Chosen = ROOMS[view.value];
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("results")?.focus()}>{t("page.skip")}</button>
      <Header />
      <Chosen />
    </>
  );
}

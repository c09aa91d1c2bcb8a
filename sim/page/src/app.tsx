/** The page: the sentence, the pictures and the levers that move them, one world lived through. */

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

export function App() {
  useEffect(() => {
    document.documentElement.lang = language.value;
    document.title = t("page.title");
  }, [language.value]);
  const veiled = guessing.value === "asked";
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("results")?.focus()}>{t("page.skip")}</button>
      <Header />
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

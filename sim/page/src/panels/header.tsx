/** The bar above all: presets, the guess, sharing, language; and the buttons that stand with pictures and levers. */

import { embedded } from "../data";
import { before, fit, pin } from "../draw/axes";
import { gathered } from "../run/conductor";
import { begin, change, plays, state } from "../state/state";
import { go, view, VIEWS } from "../views";
import { language, languages, t, type Language } from "../words";
import { guessing, toggleGuess } from "./guess";
import { openShare } from "./share";

const COUNTS = [10, 50, 200];
function Presets() {
  return (
    <nav class="presets" aria-label={t("presets.title")}>
      {embedded.presets.map((preset) => (
        <button
          type="button" aria-pressed={plays(preset.address)} onClick={() => begin(preset.address)}
        >
          {t(`preset.${preset.name}` as "preset.headline")}
        </button>
      ))}
    </nav>
  );
}

export function Reset() {
  return <button type="button" class="reset" onClick={() => begin("")}>{t("tools.reset")}</button>;
}

/** How the pictures are looked at: their axes, what they are compared with, of how many worlds they are made. */
export function Looking() {
  const counts = [...new Set([...COUNTS, state.value.replicates])].sort((one, other) => one - other);
  return (
    <div class="looking">
      <button type="button" onClick={fit}>{t("tools.fit")}</button>
      <button type="button" onClick={pin}>{t(before.value === gathered() ? "tools.pinned" : "tools.pin")}</button>
      <label>
        <span class="unseen">{t("tools.replicates")}</span>
        <select value={state.value.replicates} onChange={(event) => change({ replicates: Number(event.currentTarget.value) })}>
          {counts.map((count) => <option value={count}>{t("tools.worlds", { count: String(count) })}</option>)}
        </select>
      </label>
    </div>
  );
}

function Views() {
  return (
    <nav class="views" aria-label={t("view.title")}>
      {VIEWS.map((one) => (
        <button type="button" aria-current={view.value === one ? "page" : undefined} onClick={() => go(one)}>{t(`view.${one}`)}</button>
      ))}
    </nav>
  );
}

export function Header() {
  const isLaboratory = view.value === "laboratory";
  return (
    <header class="top">
      <h1>{t("page.title")}</h1>
      <Views />
      {isLaboratory ? <Presets /> : null}
      <div class="tools">
        {isLaboratory ? <button type="button" aria-pressed={guessing.value !== "off"} onClick={toggleGuess}>{t("tools.guess")}</button> : null}
        {isLaboratory ? <button type="button" onClick={openShare}>{t("tools.share")}</button> : null}
        <label>
          <span class="unseen">{t("tools.language")}</span>
          <select value={language.value} onChange={(event) => (language.value = event.currentTarget.value as Language)}>
            {languages.map((one) => <option value={one} lang={one}>{t(`language.${one}`)}</option>)}
          </select>
        </label>
      </div>
    </header>
  );
}

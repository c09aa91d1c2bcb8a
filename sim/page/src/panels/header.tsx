/** The bar above all: presets, reset, axes, the guess, sharing, language. */

import { signal } from "@preact/signals";

import { embedded } from "../data";
import { fit, pin } from "../draw/axes";
import { change, open, state } from "../state/state";
import { language, languages, t, type Language } from "../words";
import { guessing, toggleGuess } from "./guess";
import { openShare } from "./share";

const COUNTS = [10, 50, 200];
/** The preset that was opened last. */
const chosen = signal("");

function Presets() {
  return (
    <nav class="presets" aria-label={t("presets.title")}>
      {embedded.presets.map((preset) => (
        <button
          type="button" aria-pressed={chosen.value === preset.name}
          onClick={() => {
            chosen.value = preset.name;
            open(preset.address);
          }}
        >
          {t(`preset.${preset.name}` as "preset.headline")}
        </button>
      ))}
    </nav>
  );
}

export function Header() {
  return (
    <header class="top">
      <h1>{t("page.title")}</h1>
      <Presets />
      <div class="tools">
        <button type="button" class="reset" onClick={() => { chosen.value = ""; open(""); }}>{t("tools.reset")}</button>
        <button type="button" onClick={fit}>{t("tools.fit")}</button>
        <button type="button" onClick={pin}>{t("tools.pin")}</button>
        <button type="button" aria-pressed={guessing.value !== "off"} onClick={toggleGuess}>{t("tools.guess")}</button>
        <button type="button" onClick={openShare}>{t("tools.share")}</button>
        <label>
          <span class="unseen">{t("tools.replicates")}</span>
          <select value={state.value.replicates} onChange={(event) => change({ replicates: Number(event.currentTarget.value) })}>
            {[...new Set([...COUNTS, state.value.replicates])].sort((one, other) => one - other).map((count) => (
              <option value={count}>{t("tools.worlds", { count: String(count) })}</option>
            ))}
          </select>
        </label>
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

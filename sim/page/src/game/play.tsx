/** A firm to play alone, among simulated partners. */

import { t } from "../words";

export function Play() {
  return <main id="results" tabIndex={-1} class="play"><h2>{t("view.play")}</h2></main>;
}

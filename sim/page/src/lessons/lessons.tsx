/** Six lessons: a bet, a look, an explanation. */

import { t } from "../words";

export function Lessons() {
  return <main id="results" tabIndex={-1} class="lessons"><h2>{t("view.lessons")}</h2></main>;
}

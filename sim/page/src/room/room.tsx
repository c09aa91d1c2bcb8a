/** A class that plays together: a student's phone, and the teacher's board. */

import { t } from "../words";

export function Room() {
  return <main id="results" tabIndex={-1} class="room"><h2>{t("view.room")}</h2></main>;
}

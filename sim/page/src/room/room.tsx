/** A class that plays together: a student's phone, and the teacher's board. */

import { useEffect } from "preact/hooks";

import { place } from "../views";
import { t } from "../words";
import { close, lastPlace, line, served } from "./line";
import { Student } from "./student";
import { Teacher } from "./teacher";

/** How to open a room, where none can be spoken to. */
function Alone() {
  return (
    <section class="alone">
      <h2>{t("view.room")}</h2>
      <p class="lead">{t("room.alone")}</p>
      <p><code>{"wiifwe classroom"}</code></p>
      <p>{t("room.alone_then")}</p>
    </section>
  );
}

/** An address without a room is that of the room which was looked away from. */
function returned(): void {
  const last = lastPlace();
  if (Object.keys(last).length > 0) place.value = last;
}

export function Room() {
  useEffect(() => close, []);
  if (!place.value["key"] && !place.value["code"]) returned();
  const secret = place.value["key"];
  const speaks = served && line.value !== "absent";
  return (
    <main id="results" tabIndex={-1} class="room">
      {speaks ? secret ? <Teacher secret={secret} /> : <Student /> : <Alone />}
    </main>
  );
}

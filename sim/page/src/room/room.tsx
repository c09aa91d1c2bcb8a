/** A class that plays together: a student's phone, and the teacher's board. */

import { useEffect } from "preact/hooks";

import { place } from "../views";
import { t } from "../words";
import { close, keepKey, key, lastPlace, line, served } from "./line";
import { Student } from "./student";
import { Teacher } from "./teacher";

/** How to open a room, where none can be spoken to. */
function Alone() {
  return (
    <section class="alone">
      <h2>{t("view.room")}</h2>
      <p class="lead">{t("room.alone")}</p>
      <p><code>{"wiifwe classroom --network"}</code></p>
      <p>{t("room.alone_then")}</p>
    </section>
  );
}

/** The teacher's key is taken out of the address that it came with. */
function hidden(): void {
  const { key: given, ...rest } = place.value;
  if (!given) return;
  keepKey(given);
  place.value = rest;
}

/** An address without a room is that of the room which was looked away from. */
function returned(): void {
  const last = lastPlace();
  if (Object.keys(last).length > 0) place.value = last;
}

export function Room() {
  useEffect(() => close, []);
  hidden();
  if (!place.value["code"] && !key()) returned();
  const secret = place.value["code"] ? null : key();
  const speaks = served && line.value !== "absent";
  return (
    <main id="results" tabIndex={-1} class="room">
      {speaks ? secret ? <Teacher secret={secret} /> : <Student /> : <Alone />}
    </main>
  );
}

/** A firm to play alone, among simulated partners. */

import { useEffect } from "preact/hooks";

import { failure } from "../run/conductor";
import { engine } from "../run/engine";
import { place } from "../views";
import { t } from "../words";
import { chosenAt } from "./address";
import { Beginning } from "./beginning";
import { End } from "./end";
import { follow, game } from "./state";
import { Table } from "./table";

export function Play() {
  useEffect(() => follow(), []);
  const now = game.value;
  const isChosen = chosenAt(place.value) !== null;
  return (
    <main id="results" tabIndex={-1} class="play">
      {failure.value ? <p class="failure" role="alert">{t("page.failure", { error: failure.value })}</p> : null}
      {!isChosen ? <Beginning ready={engine.value !== null} /> : null}
      {isChosen && !now ? <p class="lead">{t("game.coming")}</p> : null}
      {isChosen && now && now.turn.at !== "over" ? <Table course={now.course} turn={now.turn} /> : null}
      {isChosen && now && now.turn.at === "over" ? <End course={now.course} /> : null}
    </main>
  );
}

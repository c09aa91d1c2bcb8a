/** Before a game: which firm, and how it goes in. */

import { signal } from "@preact/signals";

import type { Role } from "../room/protocol";
import { go } from "../views";
import { t } from "../words";
import { placeOf, seedAt } from "./address";
import { BASES, type Base } from "./market";
import { left } from "./state";

const ROLES = ["buyer", "supplier"] as const;
const role = signal<Role>("buyer");
const base = signal<Base>("wiifwe");
const seed = signal(1);

export function Beginning({ ready }: { ready: boolean }) {
  const begin = (event: Event) => {
    event.preventDefault();
    go("play", placeOf([], { seed: seed.value, role: role.value, base: base.value }, []));
  };
  const card = <One extends string>(name: string, one: One, chosen: One, choose: (one: One) => void) => (
    <label class={one === chosen ? "chosen" : ""}>
      <input type="radio" name={name} checked={one === chosen} onChange={() => choose(one)} />
      <span><b>{t(`game.${name}_${one}` as "game.role_buyer")}</b><br />{t(`game.${name}_${one}_why` as "game.role_buyer_why")}</span>
    </label>
  );
  return (
    <form class="beginning" onSubmit={begin}>
      <h2>{t("game.title")}</h2>
      {left.value ? <p><button type="button" class="left" onClick={() => left.value && go("play", left.value)}>{t("game.left")}</button></p> : null}
      <p class="lead">{t("game.lead")}</p>
      <fieldset class="question">
        <legend>{t("game.role")}</legend>
        <div class="two">{ROLES.map((one) => card("role", one, role.value, (chosen) => (role.value = chosen)))}</div>
      </fieldset>
      <fieldset class="question">
        <legend>{t("game.base")}</legend>
        <div class="two">{BASES.map((one) => card("base", one, base.value, (chosen) => (base.value = chosen)))}</div>
      </fieldset>
      <label class="seed">{t("game.seed")} <input id="game-seed" type="number" min={0} max={4294967295} step={1} value={seed.value} onChange={(event) => (seed.value = seedAt({ seed: event.currentTarget.value }))} /></label>
      <button type="submit" class="main" disabled={!ready}>{t(ready ? "game.begin" : "game.coming")}</button>
      <p class="note">{t("game.note")}</p>
    </form>
  );
}

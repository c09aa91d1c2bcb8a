/** What a firm knows of itself: cash, value, its partner and its own trust in it. */

import type { Role, Sight } from "../room/protocol";
import { description } from "../data";
import { named, number, percent, signed, t } from "../words";
import { lineOf } from "./telling";

const FORMS = Object.entries(description.codes.forms);
/** Months of the diary that are shown; all stand in it. */
const FIRST = 4;

/** The name of the firm on the other side. */
export function partnerName(role: Role, slot: number | null): string {
  if (slot === null) return t("game.nobody");
  return t(role === "buyer" ? "game.supplier" : "game.buyer", { slot: number(slot, 0) });
}

export function formOf(row: Readonly<Record<string, number>>): string {
  const [name = ""] = FORMS.find(([, code]) => code === row["form"]) ?? [];
  return named("form", name);
}

function Trust({ trust }: { trust: number | undefined }) {
  const known = trust !== undefined && Number.isFinite(trust);
  return (
    <div class="own-trust">
      <span id="trust-name">{t("game.trust")}</span>
      <span class="bar" role="img" aria-labelledby="trust-name trust-number"><span style={{ width: percentWidth(known ? trust : 0) }} /></span>
      <output id="trust-number">{known ? percent(trust) : t("numbers.unknown")}</output>
    </div>
  );
}

function percentWidth(share: number): string {
  return `${Math.round(100 * Math.min(1, Math.max(0, share)))}%`;
}

/** Where the firm stands after its last month. */
export function Figures({ role, sight }: { role: Role; sight: Sight | undefined }) {
  const row = sight?.row;
  return (
    <div class="figures">
      <dl>
        <div class="main"><dt>{t("game.value")}</dt><dd>{number(sight?.value ?? 0)}</dd></div>
        <div><dt>{t("game.payoff")}</dt><dd>{sight ? signed(sight.payoff) : t("numbers.unknown")}</dd></div>
        <div><dt>{t("game.cash")}</dt><dd>{sight ? number(sight.cash) : t("numbers.unknown")}</dd></div>
      </dl>
      {sight ? <p class="with">{t("game.with", { partner: partnerName(role, sight?.partner ?? null) })}{row ? ` ${t("game.contract", { form: formOf(row), left: number(row["left"] ?? 0, 0) })}` : ""}</p> : null}
      <Trust trust={row?.[`trust_${role}`]} />
    </div>
  );
}

/** What happened, month by month, the last one first. */
export function Diary({ role, sights }: { role: Role; sights: readonly Sight[] }) {
  const lines = sights.map((_, place) => lineOf(role, sights, place)).reverse();
  const shown = lines.slice(0, FIRST);
  const rest = lines.slice(FIRST);
  const item = (line: ReturnType<typeof lineOf>) => (
    <li class={line.mood}><span class="when">{t("story.month", { month: number(line.month, 0) })}</span> <span class="what">{line.said} <span class="soft">{signed(sights.find(({ month }) => month === line.month)?.payoff ?? 0)}</span></span></li>
  );
  if (lines.length === 0) return null;
  return (
    <section class="diary" aria-labelledby="diary-title">
      <h3 id="diary-title">{t("game.diary")}</h3>
      <ol>{shown.map(item)}</ol>
      {rest.length > 0 ? <details><summary>{t("game.earlier", { count: number(rest.length, 0) })}</summary><ol>{rest.map(item)}</ol></details> : null}
    </section>
  );
}

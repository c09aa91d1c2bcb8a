/** One world lived through: two carpets that grow month by month, counters, and a relationship's story. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { Carpet, shade } from "../draw/carpet";
import { nameOf, readable, toneOf } from "../draw/tones";
import { lived, reached, TRUST_TOLD, type Lived, type Spell } from "../run/lived";
import { SIDES, type Side } from "../state/kinds";
import { change, months, state } from "../state/state";
import { number, signed, t } from "../words";
import { Story } from "./story";

/** Milliseconds a month while it plays, and where less motion is asked for: a year at a time. */
const PACE = 110;
const CALM_PACE = 1000;
const YEAR = 12;

const playing = signal(false);
/** The relationship whose story is told, by its place: another world may have another one there, or none. */
const chosen = signal<{ side: Side; buyer: number; first: number } | null>(null);
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

/** The relationship that is chosen, as the worlds that are lived through have it. */
function found(both: Record<Side, Lived>, month: number): Spell | null {
  if (!chosen.value) return null;
  const { side, buyer, first } = chosen.value;
  return both[side].spells(buyer, month).find((one) => one.first === first) ?? null;
}

function choose(side: Side, spell: Spell | null): void {
  chosen.value = spell && { side, buyer: spell.buyer, first: spell.first };
}

/** Close the story, and go back to where it was opened. */
function close(side: Side): void {
  chosen.value = null;
  document.querySelector<HTMLElement>(`.carpet.${side} canvas`)?.focus();
}

/** The month that is seen. */
function now(): number {
  return Math.min(state.value.month ?? months.value, Math.max(reached.value, 0));
}

function go(month: number): void {
  const end = months.value;
  const wanted = Math.min(end, Math.max(0, month));
  change({ month: wanted === end ? null : wanted });
}

function toggle(): void {
  if (!playing.value && now() >= months.value) go(0);
  playing.value = !playing.value;
}

/** Moves on while it plays, until the end. */
function useClock(): void {
  const running = playing.value;
  useEffect(() => {
    if (!running) return undefined;
    const tick = setInterval(() => {
      const step = calm.matches ? YEAR : 1;
      if (now() >= months.value) playing.value = false;
      else go(now() + step);
    }, calm.matches ? CALM_PACE : PACE);
    return () => clearInterval(tick);
  }, [running]);
}

function Counters({ world, month }: { world: Lived; month: number }) {
  const count = world.counts[month];
  return (
    <dl class="counters">
      <div><dt>{t("world.earned")}</dt><dd>{number(count?.earned ?? 0, 0)}</dd></div>
      <div><dt>{t("world.fights")}</dt><dd>{number(count?.fights ?? 0, 0)}</dd></div>
      <div><dt>{t("world.bankrupt")}</dt><dd>{number(count?.bankrupt ?? 0, 0)}</dd></div>
    </dl>
  );
}

function Half({ side, world, month, spell }: { side: Side; world: Lived; month: number; spell: Spell | null }) {
  return (
    <div class="half">
      <h3 style={{ color: readable(toneOf(side).colour) }}>{nameOf(side)}</h3>
      <Counters world={world} month={month} />
      <Carpet side={side} world={world} month={month} chosen={spell} choose={(one) => choose(side, one)} />
    </div>
  );
}

function Transport({ month }: { month: number }) {
  return (
    <div class="transport" role="group" aria-label={t("world.transport")}>
      <button type="button" class="play" onClick={toggle}>{playing.value ? t("world.pause") : t("world.play")}</button>
      <button type="button" onClick={() => go(now() - 1)}>{number(-1, 0)}<span class="unseen">{` ${t("world.back")}`}</span></button>
      <button type="button" onClick={() => go(now() + 1)}>{signed(1, 0)}<span class="unseen">{` ${t("world.forth")}`}</span></button>
      <label class="unseen" for="month">{t("world.month")}</label>
      <input id="month" type="range" min={0} max={months.value} step={1} value={month} onInput={(event) => go(Number(event.currentTarget.value))} aria-valuetext={t("world.at", { month: number(month, 0) })} />
      <output for="month">{t("world.at", { month: number(month, 0) })}</output>
      <label class="which" for="replicate">{t("world.replicate")}</label>
      <input id="replicate" type="number" min={0} max={999} value={state.value.replicate} onChange={(event) => {
        const wanted = Math.round(Number(event.currentTarget.value));
        if (wanted >= 0 && wanted <= 999) change({ replicate: wanted });
      }} />
    </div>
  );
}

/** The relationships of a market by number, for who does not point at the carpet. */
function Chooser({ both, month }: { both: Record<Side, Lived>; month: number }) {
  const side = chosen.value?.side ?? "right";
  const world = both[side];
  const buyer = Math.min(chosen.value?.buyer ?? 0, world.buyers - 1);
  const mine = world.spells(buyer, month);
  const pick = (on: Side, of: number, place: number) => {
    const spell = both[on].spells(of, month).at(place);
    chosen.value = { side: on, buyer: of, first: spell?.first ?? 0 };
  };
  const place = mine.findIndex((one) => one.first === chosen.value?.first);
  return (
    <div class="chooser">
      <label>{t("world.market")}
        <select value={side} onChange={(event) => pick(event.currentTarget.value as Side, buyer, 0)}>
          {SIDES.map((one) => <option value={one}>{nameOf(one)}</option>)}
        </select>
      </label>
      <label>{t("world.buyer")}
        <input type="number" min={0} max={world.buyers - 1} value={buyer} onChange={(event) => pick(side, Math.max(0, Math.min(world.buyers - 1, Math.round(Number(event.currentTarget.value)))), 0)} />
      </label>
      <label>{t("world.relationship")}
        <select value={place} onChange={(event) => pick(side, buyer, Number(event.currentTarget.value))}>
          {place < 0 ? <option value={-1}>{t("world.none")}</option> : null}
          {mine.map((one, at) => <option value={at}>{t("world.spell", { supplier: number(one.supplier, 0), first: number(one.first, 0), last: number(Math.min(one.last, month), 0) })}</option>)}
        </select>
      </label>
    </div>
  );
}

function TrustKey() {
  const stops = [0, 0.25, 0.5, 0.75, 1].map((trust) => shade(trust)).join(", ");
  return (
    <div class="key">
      <span>{t(TRUST_TOLD ? "world.distrust" : "world.bad")}</span>
      <span class="scale" style={{ background: `linear-gradient(to right, ${stops})` }} />
      <span>{t(TRUST_TOLD ? "world.trust" : "world.good")}</span>
    </div>
  );
}

export function World() {
  useClock();
  void reached.value;
  const both = lived.value;
  const month = now();
  const spell = both && found(both, month);
  const side = chosen.value?.side ?? "right";
  return (
    <section class="world" aria-labelledby="world-title">
      <header>
        <h2 id="world-title">{t("world.title")}</h2>
        <TrustKey />
      </header>
      <Transport month={month} />
      <p class="note" id="carpet-help">{t("world.help")}</p>
      {both ? <div class="halves">{SIDES.map((one) => <Half side={one} world={both[one]} month={month} spell={one === side ? spell : null} />)}</div> : null}
      {both ? <Chooser both={both} month={month} /> : null}
      {both && spell ? <Story world={both[side]} side={side} spell={spell} until={month} close={() => close(side)} /> : null}
    </section>
  );
}

/** The teacher's board: who has joined, who has decided, when a month closes, and what the class gets to see. */

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

import { Code } from "../panels/share";
import { named, number, t } from "../words";
import { Class } from "./class";
import { board, call, key, line, refused, send } from "./line";
import type { Board } from "./protocol";
import { Clock, Decided, Trouble } from "./waiting";

/** Seconds that a month may be given; 0: until all have decided or the teacher closes it. */
const SECONDS = [0, 20, 30, 45, 60, 90, 120];
const seconds = signal(45);

/** A seat is taken away only when that is asked for twice. */
function Release({ of }: { of: Board["seats"][number] }) {
  const [isSure, setSure] = useState(false);
  const label = t(isSure ? "room.release_sure" : "room.release", { name: of.name });
  return (
    <button type="button" class={isSure ? "release sure" : "release"} aria-label={label} title={label} onBlur={() => setSure(false)} onClick={() => (isSure ? send({ do: "release", number: of.number }) : setSure(true))}>
      {isSure ? t("room.release_short") : "×"}
    </button>
  );
}

function Seats({ state }: { state: Board }) {
  const isPlaying = state.phase === "deciding" || state.phase === "paused";
  const stateOf = ({ here, decided }: Board["seats"][number]) => (!here ? "gone" : !isPlaying ? "here" : decided ? "decided" : "thinking");
  return (
    <ul class="seats" aria-label={t("room.players")}>
      {state.seats.map((one) => (
        <li key={one.number} class={stateOf(one)}>
          <span class="mark" aria-hidden="true">{{ gone: "○", here: "●", decided: "✓", thinking: "…" }[stateOf(one)]}</span>
          <span class="name">{one.name}</span> <span class="soft">{t(`room.${one.role}`)}</span>
          <span class="unseen">{t(`room.is_${stateOf(one)}`)}</span>
          {state.phase === "over" ? null : <Release of={one} />}
        </li>
      ))}
    </ul>
  );
}

function Invitation({ state }: { state: Board }) {
  return (
    <div class="invitation">
      <Code text={state.link} />
      <div>
        <p class="soft">{t("room.invite")}</p>
        <p class="link">{state.link.replace(/#.*$/, "")}</p>
        <p class="soft">{t("room.with_code")}</p>
        <p class="code-shown">{state.code}</p>
      </div>
    </div>
  );
}

function Opening({ state }: { state: Board }) {
  return (
    <div class="opening">
      <Invitation state={state} />
      <div class="doings">
        <label>{t("room.seconds_title")}{" "}
          <select value={seconds.value} onChange={(event) => (seconds.value = Number(event.currentTarget.value))}>
            {SECONDS.map((one) => <option value={one}>{one === 0 ? t("room.no_timer") : t("room.seconds", { left: number(one, 0) })}</option>)}
          </select>
        </label>
        <button type="button" class="main" disabled={state.players === 0} onClick={() => send({ do: "start", seconds: seconds.value })}>{t("room.start", { months: number(state.months, 0) })}</button>
        {state.here < state.players ? <p class="note">{t("room.start_away")}</p> : null}
      </div>
    </div>
  );
}

function Playing({ state }: { state: Board }) {
  const [isSure, setSure] = useState(false);
  const paused = state.phase === "paused";
  return (
    <div class="playing">
      <p class="month-shown">{t("game.month", { month: number(state.month + 1, 0), months: number(state.months, 0) })} <Clock common={state} /></p>
      {paused ? <p class="warning" role="status">{t("room.paused_here")}</p> : null}
      <Decided common={state} />
      <div class="doings">
        <button type="button" class="main" onClick={() => send({ do: paused ? "resume" : "pause" })}>{t(paused ? "room.resume" : "room.pause")}</button>
        <button type="button" disabled={paused} onClick={() => send({ do: "close", month: state.month })}>{t("room.close")}</button>
        <button type="button" onClick={() => (isSure ? send({ do: "end" }) : setSure(true))}>{t(isSure ? "room.end_sure" : "room.end")}</button>
      </div>
    </div>
  );
}

function Revealing({ state }: { state: Board }) {
  const [names, setNames] = useState(false);
  if (state.month === 0) return null;
  return (
    <div class="doings">
      <button type="button" onClick={() => send({ do: "reveal", names })}>{t(state.reveal ? "room.reveal_again" : "room.reveal")}</button>
      <label class="switch"><input type="checkbox" checked={names} onChange={(event) => setNames(event.currentTarget.checked)} />{t("room.names")}</label>
    </div>
  );
}

/** The room's decisions and payoffs as a file; the key goes in a header, so that no address ever holds it. */
async function download(names: boolean): Promise<void> {
  const answer = await fetch(`/export?names=${names ? "yes" : "no"}`, { headers: { Authorization: `Bearer ${key() ?? ""}` } });
  if (!answer.ok) {
    const { why } = (await answer.json()) as { why: string };
    refused.value = { to: "export", why };
    return;
  }
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(await answer.blob());
  anchor.download = "room.zip";
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}

function Exports() {
  const fetched = (names: boolean) => {
    download(names).catch((error: unknown) => (refused.value = { to: "export", why: String(error) }));
  };
  return (
    <div class="doings exports">
      <span>{t("room.export")}</span>
      <button type="button" onClick={() => fetched(false)}>{t("room.export_plain")}</button>
      <button type="button" onClick={() => fetched(true)}>{t("room.export_names")}</button>
    </div>
  );
}

function Whole({ state }: { state: Board }) {
  return (
    <div class="board">
      <div>
        <h2>{t("room.teacher")}</h2>
        {state.phase === "lobby" ? <Opening state={state} /> : null}
        {state.phase === "deciding" || state.phase === "paused" ? <Playing state={state} /> : null}
        {state.phase === "over" ? <p class="month-shown">{t("room.is_over", { months: number(state.month, 0) })}</p> : null}
        <Revealing state={state} />
        {state.reveal ? <Class revealed={state.reveal} /> : null}
        {state.month > 0 ? <Exports /> : null}
        <p class="note">{t("room.facts", { seed: String(state.seed), contract: named("names", state.contract) })}</p>
      </div>
      <aside>
        <h3>{t("room.players")}</h3>
        <p role="status">{t("room.here", { here: number(state.here, 0), players: number(state.players, 0) })}</p>
        <Seats state={state} />
        {state.phase === "lobby" ? null : <details><summary>{t("room.late")}</summary><Invitation state={state} /></details>}
      </aside>
    </div>
  );
}

export function Teacher({ secret }: { secret: string }) {
  useEffect(() => {
    if (line.value === "closed") call({ do: "teach", key: secret });
  }, [secret]);
  const state = board.value;
  return (
    <>
      <Trouble />
      {state ? <Whole state={state} /> : refused.value ? null : <p class="lead">{t("room.connecting")}</p>}
    </>
  );
}

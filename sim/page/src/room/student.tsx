/** A student's phone: join, wait, decide month by month, and see how it went. */

import { useEffect, useState } from "preact/hooks";

import { Questions, Standing } from "../game/asking";
import { description } from "../data";
import { Diary, Figures } from "../game/figures";
import { namesOf } from "../game/firm";
import { Focused } from "../game/focused";
import { OwnLine } from "../game/lines";
import { lengths } from "../game/reckoning";
import { lineOf } from "../game/telling";
import { place } from "../views";
import { number, t } from "../words";
import { call, heard, joined, leave, line, mine, send, tokenOf } from "./line";
import type { Answers, Mine, Role } from "./protocol";
import { Class } from "./class";
import { Clock, Decided, Trouble } from "./waiting";

const ROLES: readonly Role[] = ["buyer", "supplier"];

function codeHere(): string {
  return (place.value["code"] ?? "").trim().toUpperCase();
}

function JoinForm() {
  const [code, setCode] = useState(codeHere());
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role | null>(null);
  const join = (event: Event) => {
    event.preventDefault();
    const wanted = code.trim().toUpperCase();
    place.value = { code: wanted };
    call({ do: "join", code: wanted, name: name.trim(), role, token: null });
  };
  const asked = line.value === "connecting" || line.value === "open" || line.value === "lost";
  return (
    <form class="join" onSubmit={join}>
      <h2>{t("room.join_title")}</h2>
      <label for="room-code">{t("room.code")}</label>
      <input id="room-code" class="code-field" required autocomplete="off" autocapitalize="characters" spellcheck={false} maxLength={12} value={code} onInput={(event) => setCode(event.currentTarget.value)} />
      <label for="room-name">{t("room.name")}</label>
      <input id="room-name" autocomplete="off" maxLength={24} value={name} onInput={(event) => setName(event.currentTarget.value)} />
      <label for="room-role">{t("room.role")}</label>
      <select id="room-role" value={role ?? ""} onChange={(event) => setRole(ROLES.find((one) => one === event.currentTarget.value) ?? null)}>
        <option value="">{t("room.any")}</option>
        {ROLES.map((one) => <option value={one}>{t(`game.role_${one}`)}</option>)}
      </select>
      <button type="submit" class="main" disabled={asked}>{t(asked ? "room.joining" : "room.join")}</button>
      <p class="note">{t("room.name_note")}</p>
    </form>
  );
}

function Lobby({ state }: { state: Mine }) {
  return (
    <section class="lobby">
      <Focused level="h2">{t("room.in")}</Focused>
      <p class="lead" role="status">{t(state.players === 1 ? "room.joined_one" : "room.joined", { players: number(state.players, 0) })}</p>
      <p>{t("room.wait")}</p>
    </section>
  );
}

function Deciding({ state, role }: { state: Mine; role: Role }) {
  const [answers, setAnswers] = useState<Answers>(state.sent ?? state.standing);
  const [isOpen, setOpen] = useState(state.sent === null);
  const [isTouched, setTouched] = useState(false);
  const say = (name: string, answer: boolean) => {
    setTouched(true);
    setAnswers({ ...answers, [name]: answer });
  };
  const names = namesOf(description, role);
  const asked = names.filter((name) => state.asked.includes(name));
  const rest = names.filter((name) => !asked.includes(name));
  const kept = names.every((name) => state.sent?.[name] === (answers[name] ?? false));
  const decide = () => {
    send({ do: "decide", month: state.month, answers: Object.fromEntries(names.map((name) => [name, answers[name] ?? false])) });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    decide();
    setOpen(false);
  };
  // What was said into a broken line is said again once it is back.
  useEffect(() => {
    if (line.value === "open" && !isOpen && !kept) decide();
  }, [line.value]);
  // What was answered counts when the time is over, sent or not.
  useEffect(() => {
    if (state.left === null || !isOpen || !isTouched) return undefined;
    const rest = state.left * 1000 - (performance.now() - heard.peek());
    const late = setTimeout(decide, Math.max(0, rest));
    return () => clearTimeout(late);
  }, [state.left, isOpen, isTouched, answers]);
  if (!isOpen) {
    return (
      <div class="stop done">
        <p class="big" role="status">{t(kept ? "room.kept" : "room.sending")}</p>
        <Decided common={state} />
        <button type="button" onClick={() => setOpen(true)}>{t("room.change")}</button>
      </div>
    );
  }
  return (
    <form class="stop" onSubmit={submit}>
      <Focused level="h3">{t(asked.length > 0 ? "room.asked" : "room.nothing", { month: number(state.month + 1, 0) })}</Focused>
      {state.sights.length > 0 ? <p class="before">{t("room.before", { said: lineOf(role, state.sights, state.sights.length - 1).said })}</p> : null}
      <Questions role={role} names={asked} answers={answers} say={say} />
      <details open={asked.length === 0}>
        <summary>{t("room.rest")}</summary>
        <Standing role={role} names={rest} answers={answers} say={say} />
      </details>
      <button type="submit" class="main wide">{t("room.done")}</button>
      <Decided common={state} />
    </form>
  );
}

function Over({ state, role }: { state: Mine; role: Role }) {
  const spells = lengths(state.sights);
  const slots = { value: number(state.sights.at(-1)?.value ?? 0), count: number(spells.length, 0), longest: number(Math.max(0, ...spells), 0) };
  return (
    <section class="over">
      <Focused level="h2">{t("room.made", slots)}</Focused>
      <p class="lead">{t(spells.length === 1 ? "game.had_one" : "game.had", slots)} {t(role === "buyer" ? "room.were_buyer" : "room.were_supplier")}</p>
      {state.reveal ? null : <p>{t("room.unrevealed")}</p>}
    </section>
  );
}

/** Given up only when asked for twice. */
function GiveUp() {
  const [isSure, setSure] = useState(false);
  return <button type="button" class="back" onClick={() => (isSure ? leave() : setSure(true))}>{t(isSure ? "room.leave_sure" : "room.leave")}</button>;
}

function Month({ state }: { state: Mine }) {
  const role = state.seat?.role ?? "buyer";
  const isOver = state.phase === "over";
  return (
    <div class="table">
      <div class="asked">
        {isOver ? <Over state={state} role={role} /> : (
          <header>
            <h2>{t("game.month", { month: number(state.month + 1, 0), months: number(state.months, 0) })}</h2>
            <span class="who">{t(role === "buyer" ? "game.you_buyer" : "game.you_supplier")}</span>
            <Clock common={state} />
          </header>
        )}
        {state.phase === "paused" ? <p class="warning" role="status">{t("room.paused")}</p> : null}
        {isOver ? null : <Deciding key={state.month} state={state} role={role} />}
        {state.reveal ? <Class revealed={state.reveal} /> : null}
        <GiveUp />
      </div>
      <aside aria-label={t("game.firm")}>
        <Figures role={role} sight={state.sights.at(-1)} />
        <OwnLine sights={state.sights} months={state.months} />
      </aside>
      <Diary role={role} sights={state.sights} />
    </div>
  );
}

export function Student() {
  useEffect(() => {
    const code = codeHere();
    // A seat that was taken before a reload is taken again.
    if (code && tokenOf(code) && line.value === "closed") call({ do: "join", code, name: "", role: null, token: tokenOf(code) });
  }, []);
  const state = mine.value;
  return (
    <>
      <Trouble />
      {!state && !joined.value ? <JoinForm /> : null}
      {state && !state.seat ? <Lobby state={state} /> : null}
      {state?.seat ? <Month state={state} /> : null}
    </>
  );
}

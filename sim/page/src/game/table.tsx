/** The months of a game: what the firm sees, and what it is asked. */

import { useEffect, useRef, useState } from "preact/hooks";

import type { Answers, Role, Sight } from "../room/protocol";
import { number, signed, t, type Key } from "../words";
import { Questions, Standing, usual } from "./asking";
import type { Course, Draft } from "./course";
import { Diary, Figures, formOf, partnerName } from "./figures";
import { namesOf } from "./firm";
import { Focused } from "./focused";
import { OwnLine } from "./lines";
import { MONTHS } from "./market";
import { answer, answerAfter, canTakeBack, hurry, takeBack, type Turn } from "./state";
import { hanging, otherRole, ROUTINE, type Reason, type Stop } from "./stops";

/** Of what stands, that which a partner's conduct asks for anew. */
const WARY = ["keep", "monitor"];
/** Months that a review looks back on. */
const HALF = 6;
const BAD: readonly Reason[] = ["broke", "lied"];

/** What a look back on the half-year sees: what each half of the year made, and how the partner behaved in the last one. */
function reviewed(role: Role, sights: readonly Sight[]): Record<string, string> {
  const [last, earlier] = [sights.slice(-HALF), sights.slice(-2 * HALF, -HALF)];
  const sum = (months: readonly Sight[], of: (one: Sight) => number) => months.reduce((total, one) => total + of(one), 0);
  const made = (months: readonly Sight[]) => (months.length === HALF ? signed(sum(months, ({ payoff }) => payoff)) : t("numbers.unknown"));
  const broken = sum(last, ({ row }) => Number((row?.["held"] ?? 0) > 0 && row?.[`kept_${otherRole(role)}`] === 0));
  return { made: made(last), earlier: made(earlier), unfit: number(sum(last, ({ row }) => row?.["misfit_loss"] ?? 0)), broken: number(broken, 0) };
}

/** Why the game stops, in a sentence each. */
function Reasons({ role, stop, sight, sights }: { role: Role; stop: Stop; sight: Sight | undefined; sights: readonly Sight[] }) {
  const row = sight?.row ?? {};
  const slots = {
    partner: partnerName(role, sight?.partner ?? null), form: formOf(row), term: t((row["left"] ?? 0) + (sight?.month ?? 0) > MONTHS ? "game.term_longer" : "game.term", { months: number((row["left"] ?? 0) + 1, 0) }),
    price: number(row["price_agreed"] ?? 0), ...reviewed(role, sights), delay: number(usual("money.entry_delay"), 0), loss: number(row["misfit_loss"] ?? 0), cost: number(row["adaptation"] ?? 0),
  };
  const [first, ...others] = stop.reasons;
  return (
    <>
      <Focused level="h3">{t(`game.stop_${first ?? "start"}_${role}` as Key, slots)}</Focused>
      {others.map((reason) => <p>{t(`game.stop_${reason}_${role}` as Key, slots)}</p>)}
    </>
  );
}

/** What the next month would be with standing answers: what its questions are about. */
function ahead(course: Course): Sight {
  return course.draft(course.standing, { reasons: [], asked: [] }).sight;
}

function Opening({ course, stop }: { course: Course; stop: Stop }) {
  const { role } = course.market.seat;
  const [answers, setAnswers] = useState<Answers>(course.standing);
  const [sight] = useState(() => ahead(course));
  const say = (name: string, said: boolean) => setAnswers({ ...answers, [name]: said });
  const came = stop.asked.includes("order") ? course.came(answers) : [];
  const asked = [...stop.asked, ...hanging(stop, answers, came)];
  const rest = ROUTINE.filter((name) => namesOf(course.kernel.description, role).includes(name) && !asked.includes(name));
  const submit = (event: Event) => {
    event.preventDefault();
    answer(course, stop, answers);
  };
  return (
    <form class="stop" onSubmit={submit}>
      <Reasons role={role} stop={stop} sight={sight} sights={course.sights} />
      <Questions role={role} names={asked} answers={answers} say={say} />
      <details>
        <summary>{t("game.stands")}</summary>
        <Standing role={role} names={rest} answers={answers} say={say} />
      </details>
      <button type="submit" class="main">{t(asked.length > 0 ? "game.decide" : "game.on")}</button>
    </form>
  );
}

function Closing({ course, draft }: { course: Course; draft: Draft }) {
  const { role } = course.market.seat;
  const stop = draft.closing;
  const [now, setNow] = useState<Answers>({ ...draft.answers, leave: false });
  const [wanted, setWanted] = useState<Answers>(draft.answers);
  const wary = stop.reasons.some((reason) => BAD.includes(reason)) && !now["leave"] ? WARY : [];
  const rest = ROUTINE.filter((name) => namesOf(course.kernel.description, role).includes(name) && !wary.includes(name) && !stop.asked.includes(name));
  const say = (name: string, said: boolean) => setWanted({ ...wanted, [name]: said });
  const submit = (event: Event) => {
    event.preventDefault();
    answerAfter(course, draft, now, { ...wanted, sue: now["sue"] ?? false });
  };
  return (
    <form class="stop" onSubmit={submit}>
      <Reasons role={role} stop={stop} sight={draft.sight} sights={[...course.sights, draft.sight]} />
      <Questions role={role} names={stop.asked} answers={now} say={(name, said) => setNow({ ...now, [name]: said })} />
      {wary.length > 0 ? <><p class="from-now">{t("game.from_now")}</p><Standing role={role} names={wary} answers={wanted} say={say} /></> : null}
      <details>
        <summary>{t("game.stands")}</summary>
        <Standing role={role} names={rest} answers={wanted} say={say} />
      </details>
      <button type="submit" class="main">{t("game.decide")}</button>
    </form>
  );
}

function Running({ course }: { course: Course }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div class="stop running">
      <p>{t("game.running")}</p>
      <button ref={button} type="button" onClick={() => hurry(course)}>{t("game.hurry")}</button>
    </div>
  );
}

export function Table({ course, turn }: { course: Course; turn: Turn }) {
  const { role } = course.market.seat;
  const sights = turn.at === "closing" ? [...course.sights, turn.draft.sight] : course.sights;
  const month = Math.min(MONTHS, course.months.length + (turn.at === "running" && course.months.length > 0 ? 0 : 1));
  return (
    <div class="table">
      <div class="asked">
        <header>
          <h2>{t("game.month", { month: number(month, 0), months: number(MONTHS, 0) })}</h2>
          <span class="who">{t(role === "buyer" ? "game.you_buyer" : "game.you_supplier")}</span>
        </header>
        <progress max={MONTHS} value={course.months.length} aria-hidden="true" />
        {turn.at === "opening" ? <Opening key={`opening ${course.months.length}`} course={course} stop={turn.stop} /> : null}
        {turn.at === "closing" ? <Closing key={`closing ${course.months.length}`} course={course} draft={turn.draft} /> : null}
        {turn.at === "running" ? <Running course={course} /> : null}
        {canTakeBack(course, turn) ? <button type="button" class="back" onClick={() => takeBack(course)}>{t("game.back")}</button> : null}
      </div>
      <aside aria-label={t("game.firm")}>
        <Figures role={role} sight={sights.at(-1)} />
        <OwnLine sights={sights} months={MONTHS} />
      </aside>
      <Diary role={role} sights={sights} />
    </div>
  );
}

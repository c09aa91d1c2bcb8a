/** The end of a game: what it came to beside others on the same luck, how honest it was, and the month that cost most. */

import { useEffect, useState } from "preact/hooks";

import type { Sight } from "../room/protocol";
import { named, number, percent, t, type Key } from "../words";
import type { Course } from "./course";
import { next } from "./address";
import { Diary } from "./figures";
import { Focused } from "./focused";
import { curveOf, Lines, OWN, type Curve } from "./lines";
import { MONTHS } from "./market";
import { costliest, failures, honestShare, lengths, rivals, uprightness, valueOf, withOther, type Line, type Other } from "./reckoning";
import { Sharing } from "./sharing";
import { again, takeBack } from "./state";

function nameOf(strategy: string): string {
  return named("names", strategy);
}

/** Those that are always named; the best of all shipped ones comes beside them. */
const NAMED = ["wiifme", "wiifwe", "tit_for_tat"];

interface Found {
  other: Other | null;
  tried: number;
}

/** Those named, and the best, each once; best first. */
function shownOf(lines: readonly Line[]): Line[] {
  const best = lines[0]?.name;
  return lines.filter(({ name }) => name === best || NAMED.includes(name));
}

function Scores({ course, lines, other }: { course: Course; lines: readonly Line[]; other: readonly Sight[] | null }) {
  const best = lines[0]?.name;
  const rows = [
    { name: t("game.you"), sights: course.sights, own: true },
    ...(other ? [{ name: t("game.changed"), sights: other, own: true }] : []),
    ...shownOf(lines).map(({ name, sights }) => ({ name: name === best ? t("game.best", { name: nameOf(name) }) : nameOf(name), sights, own: false })),
  ].sort((one, other) => valueOf(other.sights) - valueOf(one.sights));
  return (
    <div class="overflowing" tabIndex={0} role="region" aria-label={t("game.beside")}>
      <table class="scores">
        <thead><tr><td /><th scope="col">{t("game.value")}</th><th scope="col">{t("game.relationships")}</th><th scope="col">{t("game.longest")}</th></tr></thead>
        <tbody>
          {rows.map(({ name, sights, own }) => {
            const spells = lengths(sights);
            return (
              <tr class={own ? "own" : ""}>
                <th scope="row">{name}</th><td>{number(valueOf(sights))}</td><td>{number(spells.length, 0)}</td><td>{number(Math.max(0, ...spells), 0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Honesty({ course }: { course: Course }) {
  const counts = uprightness(course);
  const share = honestShare(course, counts);
  return (
    <section>
      <h3>{share === null ? t("game.honest_never") : t("game.honest", { share: percent(share) })}</h3>
      <ul>{counts.filter((one) => one.of > 0).map((one) => <li>{t(`game.honest_${one.name}` as Key, { honest: number(one.honest, 0), of: number(one.of, 0) })}</li>)}</ul>
    </section>
  );
}

function Costliest({ found, shown, show }: { found: Found | null; shown: boolean; show: () => void }) {
  if (!found) return <p>{t("game.trying")}</p>;
  const { other, tried } = found;
  if (!other) return <p>{t("game.no_better", { tried: number(tried, 0) })}</p>;
  const slots = { month: number(other.month + 1, 0), gain: number(other.gain) };
  return (
    <>
      <p>{t(`game.cost_${other.name}_${other.answer ? "yes" : "no"}` as Key, slots)}</p>
      <p class="soft">{t("game.tried", { tried: number(tried, 0) })}</p>
      <button type="button" aria-pressed={shown} onClick={show}>{t("game.other")}</button>
    </>
  );
}

/** What is worked out once the game is over, piece by piece. */
function useReckoning(course: Course): { lines: readonly Line[]; found: Found | null } {
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    let wanted = true;
    const isWanted = () => wanted;
    const work = async () => {
      const made = await rivals(course, isWanted);
      if (made) setLines(made);
      const cost = await costliest(course, isWanted);
      if (cost) setFound(cost);
      if (cost) performance.mark("reckoned");
    };
    void work();
    return () => (wanted = false);
  }, [course]);
  return { lines, found };
}

export function End({ course }: { course: Course }) {
  const { lines, found } = useReckoning(course);
  const [isOther, setOther] = useState(false);
  const other = isOther && found?.other ? withOther(course, found.other.month, found.other.name) : null;
  const own = valueOf(course.sights);
  const above = lines.filter(({ sights }) => valueOf(sights) < own).length;
  const spells = lengths(course.sights);
  const failed = failures(course.sights);
  const curves: Curve[] = [
    ...shownOf(lines).map(({ name, sights }) => curveOf(name, nameOf(name), sights)),
    ...(other ? [{ name: t("game.changed"), sights: other, colour: OWN, dash: "2 3", width: 2.4 }] : []),
    { name: t("game.you"), sights: course.sights, colour: OWN, dash: "", width: 3 },
  ];
  const slots = { value: number(own), above: number(above, 0), of: number(lines.length, 0), count: number(spells.length, 0), longest: number(Math.max(0, ...spells), 0) };
  return (
    <div class="end">
      <Focused level="h2">{t("game.made", slots)}</Focused>
      <p class="lead" role="status">{t(lines.length > 0 ? "game.rank" : "game.playing_others", slots)} {t(spells.length === 1 ? "game.had_one" : "game.had", slots)}</p>
      {failed.length > 0 ? <p class="failed">{t(failed.length === 1 ? "game.failed_end" : "game.failed_often", { month: number(failed[0] ?? 0, 0), count: number(failed.length, 0) })}</p> : null}
      <div class="halves">
        <div>
          <h3>{t("game.beside")}</h3>
          <Lines curves={curves} months={MONTHS} label={t("game.beside_said", slots)} />
          <Scores course={course} lines={lines} other={other} />
          <p class="note">{t("game.beside_note")}</p>
        </div>
        <div>
          <section class="cost" aria-live="polite">
            <h3>{t("game.cost_title")}</h3>
            <Costliest found={found} shown={isOther} show={() => setOther(!isOther)} />
          </section>
          <Honesty course={course} />
          <div class="doings">
            <button type="button" class="main" onClick={() => again(next(course.chosen))}>{t("game.next")}</button>
            <button type="button" onClick={() => again(course.chosen)}>{t("game.again")}</button>
            <button type="button" onClick={() => takeBack(course)}>{t("game.back")}</button>
          </div>
          <Sharing course={course} />
        </div>
      </div>
      <Diary role={course.market.seat.role} sights={course.sights} />
    </div>
  );
}

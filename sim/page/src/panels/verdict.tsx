/** First the sentence: who gains and who loses, as it is said aloud; below it, how much. */

import { gathered, progress } from "../run/conductor";
import { nameOf, readable, toneOf } from "../draw/tones";
import { PARTIES, SIDES } from "../state/kinds";
import { together, verdict, whatLasts, whoGains } from "../sums/verdict";
import { Looking } from "./header";
import { duration, number, percent, t } from "../words";

export function Verdict() {
  const both = gathered();
  if (!both) return <section class="verdict" aria-busy="true"><p class="said">{t("verdict.coming")}</p></section>;
  const found = verdict(both);
  const slots = { left: nameOf("left"), right: nameOf("right"), time: duration(found.months) };
  const [sum, lasts] = [together(found), whatLasts(found)];
  const said = [
    t(`verdict.gains_${whoGains(found)}`, slots),
    ...(sum ? [t(`verdict.together_${sum}`)] : []),
    ...(lasts ? [t(`verdict.lasts_${lasts}`)] : []),
  ];
  const { done, of } = progress.value;
  return (
    <section class="verdict" aria-labelledby="said">
      <h2 class="said" id="said" aria-live="polite">
        {said.join(" ")}
      </h2>
      <div class="tellers">
        <div class="overflowing"><table class="scores">
          <caption class="unseen">{t("verdict.table", slots)}</caption>
          <thead>
            <tr>
              <td />
              {PARTIES.map((party) => <th scope="col">{t(`party.${party}`)}</th>)}
              <th scope="col">{t("verdict.alive", slots)}</th>
            </tr>
          </thead>
          <tbody>
            {SIDES.map((side) => (
              <tr>
                <th scope="row" style={{ color: readable(toneOf(side).colour) }}>{nameOf(side)}</th>
                {PARTIES.map((party) => <td>{number(found.made[party][side], 3)}</td>)}
                <td>{percent(found.lives.relationships[side])}</td>
              </tr>
            ))}
          </tbody>
        </table></div>
        <Looking />
        <p class="played">{done < of ? t("verdict.playing", { done: number(done, 0), of: number(of, 0) }) : t("verdict.played", { done: number(found.n, 0) })}</p>
      </div>
    </section>
  );
}

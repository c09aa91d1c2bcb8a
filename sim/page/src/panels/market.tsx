/** A market's firms: which strategy they play, and its principles, guard and steps. */

import { description } from "../data";
import { nameOf, readable, toneOf } from "../draw/tones";
import { isText, strategyFields } from "../state/address";
import type { Side } from "../state/kinds";
import { change, setField, state, strategyOf } from "../state/state";
import { named, sentenceOf, t } from "../words";
import { FieldControl, Slider, Switch } from "./control";

/** Told elsewhere. */
const APART = new Set(["guard", ...description.principles, ...description.steps]);

export function MarketPanel({ side }: { side: Side }) {
  const market = state.value[side];
  const now = strategyOf(market);
  const field = (name: string) => strategyFields().find((one) => one.name === name);
  const key = `strategy-${side}`;
  return (
    <section class="market" style={{ borderColor: toneOf(side).colour }} aria-labelledby={`${key}-title`}>
      <h2 id={`${key}-title`} style={{ color: readable(toneOf(side).colour) }}>{t(`market.${side}`, { name: nameOf(side) })}</h2>
      <div class="control">
        <label for={key}>{t("market.strategy")}</label>
        <select id={key} value={market.strategy} onChange={(event) => change({ [side]: { strategy: event.currentTarget.value, changed: {} } })}>
          {Object.keys(description.strategies).map((one) => <option value={one}>{named("names", one)}</option>)}
        </select>
        <p class="hint">{sentenceOf(market.strategy)}</p>
      </div>
      <details>
        <summary>{t("market.principles")}<span class="unseen">{`: ${nameOf(side)}`}</span></summary>
        {[...description.principles, "guard"].map((name) => {
          const own = field(name);
          if (!own) return null;
          const set = (value: number | null) => setField(side, name, value);
          return <Slider label={named("principle", name)} field={own} low={0} high={1} step={0.05} value={Number(now[name])} set={set} />;
        })}
      </details>
      <details>
        <summary>{t("market.steps")}<span class="unseen">{`: ${nameOf(side)}`}</span></summary>
        {description.steps.map((name) => (
          <Switch label={named("step", name)} on={now[name] === true} set={(on) => setField(side, name, on)} />
        ))}
      </details>
      <details>
        <summary>{t("market.more")}<span class="unseen">{`: ${nameOf(side)}`}</span></summary>
        {strategyFields().filter((one) => !APART.has(one.name) && !isText(one)).map((one) => (
          <FieldControl field={one} label={named("field", one.name)} value={now[one.name] ?? null} set={(value) => setField(side, one.name, value)} />
        ))}
      </details>
    </section>
  );
}

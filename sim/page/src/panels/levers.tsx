/** The main levers; on a phone one of them stays in view below the pictures. */

import { signal } from "@preact/signals";

import { description } from "../data";
import { nameOf } from "../draw/tones";
import { LEVERS, type Lever, type LeverName } from "../state/levers";
import { state } from "../state/state";
import { named, t } from "../words";
import { Slider } from "./control";
import { Drawer } from "./drawer";
import { Reset } from "./header";
import { MarketPanel } from "./market";

/** What the right market's strategy says of its honesty by itself: where hiding begins. */
function ownHonesty(): number {
  return Number(description.strategies[state.value.right.strategy]?.["honesty"] ?? 0);
}

function LeverSlider({ lever, hinted, id }: { lever: Lever; hinted: boolean; id: string }) {
  const slots = { right: nameOf("right") };
  return (
    <Slider
      id={id} label={t(`lever.${lever.name}`, slots)} hint={hinted ? t(`hint.${lever.name}`, slots) : undefined}
      field={lever.field} low={lever.low} high={lever.high} step={lever.step} value={lever.value()} set={lever.set}
      own={lever.name === "declared" ? ownHonesty() : null}
    />
  );
}

export function Levers() {
  return (
    <aside class="levers" aria-label={t("levers.title")}>
      <header>
        <h2>{t("levers.title")}</h2>
        <Reset />
      </header>
      {LEVERS.map((lever) => <LeverSlider lever={lever} hinted id={`lever-${lever.name}`} />)}
      <MarketPanel side="left" />
      <MarketPanel side="right" />
      <Drawer />
    </aside>
  );
}

const docked = signal<LeverName>("trust");

/** On a phone: the lever that was chosen, always in view with the picture that it moves. */
export function Dock() {
  const lever = LEVERS.find((one) => one.name === docked.value);
  if (!lever) return null;
  return (
    <section class="dock" aria-label={t("dock.title")}>
      <label class="unseen" for="dock-choice">{t("dock.choose")}</label>
      <select id="dock-choice" value={docked.value} onChange={(event) => (docked.value = event.currentTarget.value as LeverName)}>
        {LEVERS.map((one) => <option value={one.name}>{named("dock", one.name)}</option>)}
      </select>
      <LeverSlider lever={lever} hinted={false} id="dock-lever" />
    </section>
  );
}

/** The colours of the house: a market is drawn as its posture is everywhere in the project. */

import { embedded, type Tone } from "../data";
import type { Side } from "../state/kinds";
import { state } from "../state/state";
import { named, t } from "../words";

export const INK = "#222222";
export const SOFT = "#57606a";
export const LINE = "#d0d7de";

const SOLID: Tone = { colour: INK, dash: "" };

/** How a market is drawn; two of one posture are told apart. */
export function toneOf(side: Side): Tone {
  const { left, right } = state.value;
  const own = embedded.tones[state.value[side].strategy];
  const spare = embedded.others[side === "left" ? 0 : 1] ?? SOLID;
  const alike = embedded.tones[left.strategy]?.colour === embedded.tones[right.strategy]?.colour;
  return own && (side === "left" || !alike) ? own : spare;
}

/** What a market is called: its strategy, and whether that was changed or is on both sides. */
export function nameOf(side: Side): string {
  const { left, right } = state.value;
  const { strategy, changed } = state.value[side];
  const name = named("names", strategy);
  const said = Object.keys(changed).length ? t("market.changed", { name }) : name;
  const alike = left.strategy === right.strategy && !Object.keys(left.changed).length === !Object.keys(right.changed).length;
  return alike ? t(`market.${side}_of_two`, { name: said }) : said;
}

function parts(colour: string): [number, number, number] {
  const at = (place: number) => Number.parseInt(colour.slice(place, place + 2), 16);
  return [at(1), at(3), at(5)];
}

/** Two colours mixed: share 0 is the first. */
export function mixed(from: string, to: string, share: number): string {
  const [one, other] = [parts(from), parts(to)];
  const made = one.map((value, place) => Math.round(value + ((other[place] ?? 0) - value) * share));
  return `#${made.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** The colour of words of a market: darkened until it is read easily on white and on pale grey (WCAG 2: 4.5). */
export function readable(colour: string): string {
  for (let share = 0; share <= 1; share += 0.05) {
    const tried = mixed(colour, "#000000", share);
    if (1.05 / (luminance(tried) + 0.05) >= 5.2) return tried;
  }
  return INK;
}

function luminance(colour: string): number {
  const [red, green, blue] = parts(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

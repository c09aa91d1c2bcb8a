/** Everything that the address keeps, and what may be done to it. */

import { batch, computed, signal } from "@preact/signals";

import { description } from "../data";
import type { Strategy, Value } from "../engine/types";
import { language } from "../words";
import { addressOf, stateAt } from "./address";
import { START, type Market, type Side, type State } from "./kinds";

export const state = signal<State>(START);
/** How often the scene was set anew (reset, preset, address): what was pinned before is then let go. */
export const scene = signal(0);

/** What decides the numbers: where this stays, nothing is played again. */
export const played = computed(() => playedOf(state.value));

/** The same of any state; the order in which fields were set tells nothing apart. */
function playedOf({ world, opportunists, left, right, seed }: State): string {
  const ordered = (record: Readonly<Record<string, Value>>) => Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
  const market = ({ strategy, changed }: Market) => [strategy, ordered(changed)];
  return JSON.stringify([ordered(world), opportunists, market(left), market(right), seed]);
}

/** Whether an address plays what is played now. */
export function plays(address: string): boolean {
  return playedOf(stateAt(address).state) === played.value;
}

/** A strategy as a market plays it. */
export function strategyOf(market: Market): Strategy {
  return { ...description.strategies[market.strategy], ...market.changed };
}

/** A field of the world as it is set now. */
export function worldValue(path: string): Value {
  const set = state.value.world[path];
  return set === undefined ? (description.fields.find((one) => one.path === path)?.default ?? null) : set;
}

/** The months of the run. */
export const months = computed(() => Number(worldValue("market.months")));

export function change(part: Partial<State>): void {
  state.value = { ...state.value, ...part };
}

/** Set a field of the world; its default is not kept, so that addresses stay short. */
export function setWorld(path: string, value: Value): void {
  const { [path]: _, ...others } = state.value.world;
  const own = description.fields.find((one) => one.path === path)?.default;
  change({ world: own === value ? others : { ...others, [path]: value } });
}

/** Set a field of a market's firms. */
export function setField(side: Side, field: string, value: Value): void {
  const market = state.value[side];
  const { [field]: _, ...others } = market.changed;
  const own = description.strategies[market.strategy]?.[field] ?? null;
  const same = JSON.stringify(own) === JSON.stringify(value);
  change({ [side]: { ...market, changed: same ? others : { ...others, [field]: value } } });
}

/** Begin anew from an address: a link says all, what is looked at too. */
export function open(address: string): void {
  const found = stateAt(address);
  batch(() => {
    if (found.language) language.value = found.language;
    state.value = found.state;
    scene.value += 1;
  });
}

/** Begin anew from a preset, or from nothing: what is looked at, and in which language, stays as it is. */
export function begin(address: string): void {
  const { party, replicates, replicate, month } = state.value;
  batch(() => {
    state.value = { ...stateAt(address).state, party, replicates, replicate, month };
    scene.value += 1;
  });
}

/** The address of what is seen. */
export const address = computed(() => addressOf(state.value, language.value));

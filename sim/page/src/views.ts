/** The rooms of the house: the laboratory, six lessons, a firm to play alone, a class that plays together. */

import { computed, signal } from "@preact/signals";

import { languages, language } from "./words";
import { address as scenario, open as openLaboratory } from "./state/state";

export const VIEWS = ["laboratory", "lessons", "play", "room"] as const;
export type View = (typeof VIEWS)[number];

export const view = signal<View>("laboratory");
/** What a view other than the laboratory keeps in the address: a lesson's name, a seed, a room's code. */
export const place = signal<Readonly<Record<string, string>>>({});

/** Go to a view; the laboratory is as it was left. */
export function go(to: View, at: Readonly<Record<string, string>> = {}): void {
  view.value = to;
  place.value = at;
  window.scrollTo({ top: 0 });
}

/** What stands behind the # of the address. */
export const address = computed(() => {
  if (view.value === "laboratory") return scenario.value;
  const parts = new URLSearchParams({ view: view.value, ...place.value });
  if (language.value !== "en") parts.set("language", language.value);
  return parts.toString();
});

/** Begin from an address: a link says all. */
export function open(text: string): void {
  const { view: asked, language: spoken, ...rest } = Object.fromEntries(new URLSearchParams(text.replace(/^#/, "")));
  const found = VIEWS.find((one) => one === asked) ?? "laboratory";
  if (found === "laboratory") openLaboratory(text);
  else {
    language.value = languages.find((one) => one === spoken) ?? language.value;
    place.value = rest;
  }
  view.value = found;
}

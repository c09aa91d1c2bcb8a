/** Every word of the page, in the language that was chosen. Sentences are whole; only their slots are filled. */

import { signal } from "@preact/signals";

import de from "../words/de.json";
import en from "../words/en.json";
import { description } from "./data";

export type Key = keyof typeof en.page;
export type Language = "en" | "de";

interface Words {
  page: Record<string, string>;
  fields: Record<string, string>; // path of a field → what it means; where it is missing, the field's own words
  strategies: Record<string, string>; // strategy → its sentence; the same
}

const LANGUAGES: Record<Language, Words> = { en, de };
export const languages = Object.keys(LANGUAGES) as Language[];
export const language = signal<Language>("en");

/** A sentence or a name, with its slots filled. */
export function t(key: Key, slots: Readonly<Record<string, string>> = {}): string {
  const template = LANGUAGES[language.value].page[key] ?? key;
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => slots[name] ?? whole);
}

/** The same for a key that is put together; there is no such key: the name itself. */
export function named(group: string, name: string): string {
  return LANGUAGES[language.value].page[`${group}.${name}`] ?? name.replaceAll("_", " ");
}

/** What a field means. */
export function meaning(path: string): string {
  const own = description.fields.find((field) => field.path === path);
  return LANGUAGES[language.value].fields[path] ?? own?.meaning ?? path;
}

/** A strategy in a sentence. */
export function sentenceOf(strategy: string): string {
  const own = description.strategies[strategy]?.["sentence"];
  return LANGUAGES[language.value].strategies[strategy] ?? (typeof own === "string" ? own : "");
}

const FORMATS = new Map<string, Intl.NumberFormat>();

/** How numbers with so many digits are written; made once, for that is slow. */
function format(digits: number): Intl.NumberFormat {
  const key = `${language.value} ${digits}`;
  const known = FORMATS.get(key);
  const asked = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const made = known ?? new Intl.NumberFormat(language.value, asked);
  FORMATS.set(key, made);
  return made;
}

/** A number with so many digits after the point. */
export function number(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return t("numbers.unknown");
  const shown = Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value;
  return format(digits).format(shown).replace("-", "−");
}

/** A share as it is read. */
export function percent(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return t("numbers.unknown");
  return t("numbers.percent", { number: number(100 * value, digits) });
}

/** A difference with its sign. */
export function signed(value: number, digits = 2): string {
  const text = number(value, digits);
  return value > 0 && text !== number(0, digits) ? `+${text}` : text;
}

/** A time as it is said: months, or years where they are whole. */
export function duration(months: number): string {
  if (months % 12 !== 0 || months === 0) {
    return t(months === 1 ? "time.month" : "time.months", { number: number(months, 0) });
  }
  return t(months === 12 ? "time.year" : "time.years", { number: number(months / 12, 0) });
}

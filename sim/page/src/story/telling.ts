/** The months of one relationship as sentences: what happened in each is read off its row, said by a person. */

import { description } from "../data";
import type { Lived, Spell } from "../run/lived";
import { named, number, signed, t, type Key } from "../words";

export interface Told {
  first: number; // months of the run
  last: number;
  said: Said[];
  buyer: number; // payoff of these months, money
  supplier: number;
  regardBuyer: number; // of its partner, at their end
  regardSupplier: number;
  mood: "news" | "bad" | "good" | "quiet";
}

/** Amounts below this would read as nothing. */
const TOLD = 0.005;
/** A grudge below this is the tick of every month, no event. */
const FELT = 0.02;
const DRIFTED = 0.03;
const FORMS = Object.entries(description.codes.forms).sort(([, one], [, other]) => one - other);

/** A number of a month by its column; nan: it is not known. */
export type Read = (column: string) => number;

/** What is to be said of months: the sentence's key, its slots, the money in it, and whether it is good or bad news. */
export interface Said {
  key: Key;
  slots?: Record<string, string>;
  amount?: number; // summed where months are told together
  mood: Told["mood"];
}

/** The sentences of months. */
export function sentences(line: Told): string {
  if (line.said.length === 0) return t("story.quiet");
  const amount = (one: Said) => (one.amount === undefined ? {} : { amount: number(one.amount) });
  return line.said.map((one) => t(one.key, { ...one.slots, ...amount(one) })).join(" ");
}

function opening(now: Read, before: Read | null, spell: Pick<Spell, "buyer" | "supplier">): Said[] {
  // What is left is counted at the month's end; a founding pair's first contract may be shorter than its term.
  const months = now("left") + 1;
  const terms = { months: number(months, 0), price: number(now("price_agreed")) };
  const isMonth = months === 1;
  if (!before) {
    const [form] = FORMS[now("form")] ?? ["rigid"];
    const who = { buyer: number(spell.buyer, 0), supplier: number(spell.supplier, 0) };
    return [{ key: isMonth ? "story.signed_month" : "story.signed", slots: { ...terms, ...who, form: named("form", form) }, mood: "news" }];
  }
  return now("left") > before("left") ? [{ key: isMonth ? "story.renewed_month" : "story.renewed", slots: terms, mood: "good" }] : [];
}

function work(now: Read, before: Read | null): Said[] {
  const said: Said[] = [];
  const renewed = !before || now("left") > before("left");
  if (now("misfit_loss") >= DRIFTED) said.push({ key: "story.drift", amount: now("misfit_loss"), mood: "bad" });
  if (now("silenced") > 0) said.push({ key: "story.silence", mood: "bad" });
  if (now("change_order") > 0) said.push({ key: "story.order", amount: now("haggling"), mood: "bad" });
  else if (now("renegotiated") > 0) said.push({ key: "story.renegotiated", amount: now("haggling"), mood: "bad" });
  else if (now("adaptation") >= TOLD && !renewed) said.push({ key: "story.adapted", amount: now("adaptation"), mood: "good" });
  if (now("trades") === 0) said.push({ key: "story.idle", amount: now("lost_trade"), mood: "bad" });
  return said;
}

function conduct(now: Read): Said[] {
  const said: Said[] = [];
  if (now("lies_buyer") > 0) said.push({ key: "story.caught_buyer", mood: "bad" });
  if (now("lies_supplier") > 0) said.push({ key: "story.caught_supplier", mood: "bad" });
  if (now("held") > 0) {
    const [buyer, supplier] = [now("kept_buyer") === 0, now("kept_supplier") === 0];
    if (buyer && supplier) said.push({ key: "story.broken_both", mood: "bad" });
    else if (buyer) said.push({ key: "story.broken_buyer", mood: "bad" });
    else if (supplier) said.push({ key: "story.broken_supplier", mood: "bad" });
  }
  if (now("law") > 0) said.push({ key: "story.law", amount: now("law"), mood: "bad" });
  for (const side of ["buyer", "supplier"] as const) {
    const felt = now(`shading_${side}`);
    if (felt >= FELT) said.push({ key: `story.short_changed_${side}`, amount: felt, mood: "bad" });
  }
  if (now("withheld") >= TOLD) said.push({ key: "story.withheld", amount: now("withheld"), mood: "bad" });
  return said;
}

/** What happened in a month, as far as its numbers are known; `before` is the month before it, of the same two. */
export function happened(now: Read, before: Read | null, pair: Pick<Spell, "buyer" | "supplier">): Said[] {
  return [...opening(now, before, pair), ...work(now, before), ...conduct(now)];
}

/** How it stands at a month's end. */
export function ending(now: Read, isLast: boolean, runEnds: boolean): Said[] {
  const said: Said[] = [];
  if (now("ended") > 0) said.push({ key: "story.term_over", mood: "news" });
  else if (now("opened") > 0) said.push({ key: "story.review", mood: "news" });
  if (now("leaves_buyer") > 0) said.push({ key: "story.leaves_buyer", mood: "bad" });
  if (now("leaves_supplier") > 0) said.push({ key: "story.leaves_supplier", mood: "bad" });
  if (!isLast || said.some((one) => one.key.startsWith("story.leaves"))) return said;
  if (now("cash_buyer") === 0) return [...said, { key: "story.bankrupt_buyer", mood: "bad" }];
  if (now("cash_supplier") === 0) return [...said, { key: "story.bankrupt_supplier", mood: "bad" }];
  return [...said, { key: runEnds ? "story.run_ends" : "story.part", mood: "news" }];
}

/** Worst first: a month with bad news is a bad month. */
export function moodOf(said: readonly Said[]): Told["mood"] {
  return (["bad", "good", "news"] as const).find((mood) => said.some((one) => one.mood === mood)) ?? "quiet";
}

/** All months of a relationship up to one; months in a row of which the same is said are told together. */
export function told(world: Lived, spell: Spell, until: number): Told[] {
  const lines: Told[] = [];
  for (let month = spell.first; month <= Math.min(spell.last, until); month += 1) {
    const now: Read = (column) => world.at(month, spell.buyer, column);
    const before: Read | null = month > spell.first ? (column) => world.at(month - 1, spell.buyer, column) : null;
    const said = [
      ...happened(now, before, spell),
      ...ending(now, month === spell.last && world.over(spell), month === world.length),
    ];
    const line: Told = {
      first: month, last: month, said, mood: moodOf(said),
      buyer: now("payoff_buyer"), supplier: now("payoff_supplier"),
      regardBuyer: world.regard(month, spell.buyer, "buyer"),
      regardSupplier: world.regard(month, spell.buyer, "supplier"),
    };
    const last = lines.at(-1);
    if (last && alike(last, line)) join(last, line);
    else lines.push(line);
  }
  return lines;
}

/** Whether the same is said of both, but for amounts. */
function alike(one: Told, other: Told): boolean {
  const plain = ({ said }: Told) => JSON.stringify(said.map(({ key, slots }) => [key, slots]));
  return plain(one) === plain(other);
}

function join(into: Told, line: Told): void {
  into.said = into.said.map((one, place) => {
    const more = line.said[place]?.amount;
    return one.amount === undefined || more === undefined ? one : { ...one, amount: one.amount + more };
  });
  into.last = line.last;
  into.buyer += line.buyer;
  into.supplier += line.supplier;
  into.regardBuyer = line.regardBuyer;
  into.regardSupplier = line.regardSupplier;
}

/** What the months gave each side. */
export function payoffs(line: Told): string {
  return t("story.payoffs", { buyer: signed(line.buyer), supplier: signed(line.supplier) });
}

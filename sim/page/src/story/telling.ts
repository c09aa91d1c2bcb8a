/** The months of one relationship as sentences: what happened in each is read off its row, said by a person. */

import { description } from "../data";
import type { Lived, Spell } from "../run/lived";
import { named, number, signed, t, type Key } from "../words";

export interface Told {
  first: number; // months of the run
  last: number;
  sentences: string[];
  buyer: number; // payoff of these months, money
  supplier: number;
  regardBuyer: number; // of its partner, at their end
  regardSupplier: number;
  mood: "news" | "bad" | "good" | "quiet";
}

/** Amounts below this would read as nothing. */
const TOLD = 0.005;
const DRIFTED = 0.03;
const FORMS = Object.entries(description.codes.forms).sort(([, one], [, other]) => one - other);

type Read = (column: string) => number;

/** What is to be said of a month: the sentence's key, its slots, and whether it is good or bad news. */
interface Said {
  key: Key;
  slots?: Record<string, string>;
  mood: Told["mood"];
}

function money(amount: number): Record<string, string> {
  return { amount: number(amount) };
}

function opening(now: Read, before: Read | null, spell: Spell): Said[] {
  const terms = { months: number(now("term"), 0), price: number(now("price_agreed")) };
  if (!before) {
    const [form] = FORMS[now("form")] ?? ["rigid"];
    const who = { buyer: number(spell.buyer, 0), supplier: number(spell.supplier, 0) };
    return [{ key: "story.signed", slots: { ...terms, ...who, form: named("form", form) }, mood: "news" }];
  }
  return now("left") > before("left") ? [{ key: "story.renewed", slots: terms, mood: "good" }] : [];
}

function work(now: Read, before: Read | null): Said[] {
  const said: Said[] = [];
  const renewed = !before || now("left") > before("left");
  if (now("misfit_loss") >= DRIFTED) said.push({ key: "story.drift", slots: money(now("misfit_loss")), mood: "bad" });
  if (now("silenced") > 0) said.push({ key: "story.silence", mood: "bad" });
  if (now("change_order") > 0) said.push({ key: "story.order", slots: money(now("haggling")), mood: "bad" });
  else if (now("renegotiated") > 0) said.push({ key: "story.renegotiated", slots: money(now("haggling")), mood: "bad" });
  else if (now("adaptation") >= TOLD && !renewed) said.push({ key: "story.adapted", slots: money(now("adaptation")), mood: "good" });
  if (now("trades") === 0) said.push({ key: "story.idle", slots: money(now("lost_trade")), mood: "bad" });
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
  if (now("law") > 0) said.push({ key: "story.law", slots: money(now("law")), mood: "bad" });
  for (const side of ["buyer", "supplier"] as const) {
    const felt = now(`shading_${side}`);
    if (felt >= TOLD) said.push({ key: `story.short_changed_${side}`, slots: money(felt), mood: "bad" });
  }
  if (now("withheld") >= TOLD) said.push({ key: "story.withheld", slots: money(now("withheld")), mood: "bad" });
  return said;
}

function ending(now: Read, isLast: boolean, runEnds: boolean): Said[] {
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
function moodOf(said: readonly Said[]): Told["mood"] {
  return (["bad", "good", "news"] as const).find((mood) => said.some((one) => one.mood === mood)) ?? "quiet";
}

/** All months of a relationship up to one; months in a row without anything to say are told together. */
export function told(world: Lived, spell: Spell, until: number): Told[] {
  const lines: Told[] = [];
  for (let month = spell.first; month <= Math.min(spell.last, until); month += 1) {
    const now: Read = (column) => world.at(month, spell.buyer, column);
    const before: Read | null = month > spell.first ? (column) => world.at(month - 1, spell.buyer, column) : null;
    const said = [
      ...opening(now, before, spell), ...work(now, before), ...conduct(now),
      ...ending(now, month === spell.last, month === world.length),
    ];
    const line: Told = {
      first: month, last: month, sentences: said.map((one) => t(one.key, one.slots)), mood: moodOf(said),
      buyer: now("payoff_buyer"), supplier: now("payoff_supplier"),
      regardBuyer: world.regard(month, spell.buyer, "buyer"),
      regardSupplier: world.regard(month, spell.buyer, "supplier"),
    };
    const last = lines.at(-1);
    if (last && last.mood === "quiet" && line.mood === "quiet") join(last, line);
    else lines.push(line);
  }
  return lines;
}

function join(into: Told, line: Told): void {
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

/** A month as the one who plays the firm would tell it: the laboratory's story, of what that firm saw. */

import type { Role, Sight } from "../room/protocol";
import { ending, happened, moodOf, type Read, type Said, type Told } from "../story/telling";
import { number, t, type Key } from "../words";

export interface Line {
  month: number;
  said: string;
  mood: Told["mood"];
}

function reader(sight: Sight | undefined): Read {
  return (column) => sight?.row?.[column] ?? Number.NaN;
}

/** `broken_buyer` is the buyer's own, or its partner's: that depends on who tells it. */
function told({ key, slots, amount }: Said, role: Role): string {
  const [, plain = ""] = key.split(".");
  const side = ["buyer", "supplier"].find((one) => plain.endsWith(`_${one}`));
  const name = side ? plain.replace(side, side === role ? "mine" : "theirs") : plain;
  return t(`game.told_${name}` as Key, { ...slots, ...(amount === undefined ? {} : { amount: number(amount) }) });
}

/** What is told of a month. */
export function lineOf(role: Role, sights: readonly Sight[], place: number): Line {
  const sight = sights[place];
  const last = sights[place - 1];
  const month = sight?.month ?? place + 1;
  if (!sight) return { month, said: "", mood: "quiet" };
  if (!sight.row) {
    const wasAlive = last?.alive ?? true;
    const said = sight.alive ? [...(wasAlive ? [] : [t("game.told_reopened")]), t("game.told_alone")].join(" ") : t(wasAlive ? "game.told_failed" : "game.told_gone");
    return { month, said, mood: sight.alive ? "quiet" : "bad" };
  }
  const now = reader(sight);
  const before = last?.row && last.partner === sight.partner && now("age") !== 1 ? reader(last) : null;
  const [buyer, supplier] = role === "buyer" ? [Number.NaN, sight.partner ?? Number.NaN] : [sight.partner ?? Number.NaN, Number.NaN];
  const partner = { partner: number(sight.partner ?? Number.NaN, 0) };
  const said = [...happened(now, before, { buyer, supplier }), ...ending(now, false, false)];
  const isAnew = last?.row && last.partner === sight.partner && now("age") === 1;
  const named = (one: Said) => (isAnew ? { ...one, key: one.key.replace("story.signed", "story.anew") as Key } : one);
  const sentences = said.map((one) => told({ ...named(one), slots: { ...one.slots, ...partner } }, role));
  if (!sight.alive) sentences.push(t("game.told_failed"));
  return { month, said: sentences.join(" ") || t("game.told_quiet"), mood: sight.alive ? moodOf(said) : "bad" };
}

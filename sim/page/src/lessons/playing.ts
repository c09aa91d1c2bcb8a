/** The worlds of a lesson: played once, in workers, and kept by what was played. */

import { signal } from "@preact/signals";

import { description } from "../data";
import type { Played, Setting, Strategy } from "../engine/types";
import { engine } from "../run/engine";
import { failure } from "../run/conductor";
import { place } from "../views";
import type { Arm, Choice, Lesson } from "./kinds";

/** What is played: where the lever stands, and what is switched. */
export interface Scene {
  readonly stop: number;
  readonly choice: number;
  readonly more: number;
  readonly seed: number;
}

/** A world's numbers by name. */
export type World = ReadonlyMap<string, number>;

const worlds = new Map<string, (World | undefined)[]>();
/** Counts what has come: whoever draws worlds reads it. */
export const come = signal(0);

const OWN = "own";
const OTHER = "other";

/** The setting that an arm plays in a scene. */
export function settingOf(lesson: Lesson, arm: Arm, scene: Scene): Setting {
  const switched = [lesson.choices?.[scene.choice], lesson.more[scene.more]].filter((one): one is Choice => one !== undefined);
  const shared = lesson.lever.path === "share";
  const world = Object.assign({}, arm.world, ...switched.map((one) => one.world), shared ? {} : { [lesson.lever.path]: scene.stop });
  const own: Strategy = Object.assign({}, description.strategies[arm.strategy], arm.own, ...switched.map((one) => one.own?.[arm.name]));
  const other = description.strategies[arm.among ?? ""];
  const shares = Object.entries({ [OWN]: shared ? scene.stop : 1, [OTHER]: shared ? 1 - scene.stop : 0 }).filter(([, share]) => share > 0);
  const held = Object.fromEntries(shares);
  return { seed: scene.seed, world, strategies: other ? { [OWN]: own, [OTHER]: other } : { [OWN]: own }, population: { buyers: held, suppliers: held } };
}

/** One world of a part: its outcomes, its leaks as shares of the first best, what own and other buyers make a month. */
function worldOf(part: Played, at: number): World {
  const { columns, leakages } = description;
  const found = new Map<string, number>();
  columns.outcomes.forEach((name, place) => found.set(name, part.outcomes[at * columns.outcomes.length + place] ?? Number.NaN));
  const account = (name: string) => part.leakages[at * columns.accounts.length + columns.accounts.indexOf(name)] ?? Number.NaN;
  const best = account("first_best");
  for (const name of leakages) found.set(name, best > 0 ? account(name) / best : Number.NaN);
  found.set("made", best > 0 ? account("joint") / best : Number.NaN);
  part.names.forEach((name, strategy) => found.set(`${name}_buyer`, buyersOf(part, at, strategy)));
  return found;
}

/** What the buyers' slots that a strategy founded make in a month, in the mean. */
function buyersOf(part: Played, at: number, strategy: number): number {
  const slots = part.buyers + part.suppliers;
  let [sum, count] = [0, 0];
  for (let slot = at * slots; slot < at * slots + part.buyers; slot += 1) {
    if (part.founders[slot] !== strategy) continue;
    sum += part.values[slot] ?? Number.NaN;
    count += 1;
  }
  return count > 0 ? sum / count / part.months : Number.NaN;
}

/** The worlds of an arm in a scene, where all were played; else undefined. */
export function played(lesson: Lesson, arm: Arm, scene: Scene): readonly World[] | undefined {
  void come.value;
  const found = worlds.get(JSON.stringify(settingOf(lesson, arm, scene)));
  return found && found.length === lesson.replicates && found.every(Boolean) ? (found as World[]) : undefined;
}

/** Whether every arm of a scene was played. */
export function isPlayed(lesson: Lesson, scene: Scene): boolean {
  return lesson.arms.every((arm) => played(lesson, arm, scene) !== undefined);
}

/** Play scenes that were not played yet, one after another, for as long as the lesson is looked at. */
export async function play(lesson: Lesson, scenes: readonly Scene[]): Promise<void> {
  const pool = engine.value?.pool;
  if (!pool) return;
  try {
    for (const scene of scenes) {
      if (place.peek()["lesson"] !== lesson.name) return;
      await Promise.all(lesson.arms.map(async (arm) => {
        const setting = settingOf(lesson, arm, scene);
        const key = JSON.stringify(setting);
        if (worlds.has(key)) return;
        const found: (World | undefined)[] = [];
        worlds.set(key, found);
        try {
          await pool.play(setting, { first: 0, count: lesson.replicates }, (part, first) => {
            for (let at = 0; at < part.worlds; at += 1) found[first + at] = worldOf(part, at);
          });
        } catch (error) {
          worlds.delete(key);
          throw error;
        }
        come.value += 1;
      }));
    }
  } catch (error) {
    failure.value = String(error);
  }
}

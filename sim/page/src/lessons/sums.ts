/** What the worlds of a lesson came to: its lines, and the answer to its bet. */

import { interval, sign, type Interval } from "../sums/interval";
import type { Contrast, Difference, Lesson, Quantity, Sign } from "./kinds";
import { played, type Scene, type World } from "./playing";

/** A difference is called none where all of its interval is within so much of what is compared with. */
const SLIGHT = 0.01;

/** A quantity world by world; undefined: not all of them were played. */
function numbers(lesson: Lesson, { arm, of, at }: Quantity, scene: Scene): number[] | undefined {
  const found = lesson.arms.find((one) => one.name === arm);
  const worlds = found && played(lesson, found, at === undefined ? scene : { ...scene, stop: at });
  return worlds?.map((world: World) => world.get(of) ?? Number.NaN);
}

/** A difference, or a plain quantity, paired world by world. */
export function differences(lesson: Lesson, { of, less }: Difference, scene: Scene): Interval | undefined {
  const [more, base] = [numbers(lesson, of, scene), less && numbers(lesson, less, scene)];
  if (!more || (less && !base)) return undefined;
  return interval(more.map((value, place) => value - (base?.[place] ?? 0)));
}

/** A contrast as it is told: the difference as a share of what it is compared with. */
export interface Told {
  readonly name: string;
  readonly share: Interval;
  readonly sign: Sign | null; // null: these worlds do not tell
}

function signOf(share: Interval): Sign | null {
  if (Math.abs(share.mean) + share.half < SLIGHT) return "same";
  return ({ "1": "more", "0": null, "-1": "less" } as const)[`${sign(share)}`];
}

function told(lesson: Lesson, contrast: Contrast, scene: Scene): Told | undefined {
  const apart = differences(lesson, contrast, scene);
  const base = differences(lesson, { of: contrast.less }, scene);
  if (!apart || !base) return undefined;
  const share = { mean: apart.mean / Math.abs(base.mean), half: apart.half / Math.abs(base.mean), n: apart.n };
  return { name: contrast.name, share, sign: signOf(share) };
}

/** What came out: the option that it makes right, or none where these worlds do not tell; and why. */
export interface Outcome {
  readonly option: string | null;
  readonly contrasts: readonly Told[];
  readonly levels: readonly { readonly name: string; readonly level: Interval }[]; // of a bet on the greatest
}

/** The scene of the bet: its stop, nothing switched. */
export function decisive(lesson: Lesson, seed: number): Scene {
  return { stop: lesson.bet.at, choice: 0, more: 0, seed };
}

/** Every scene that the answer is computed from. */
export function decisives(lesson: Lesson, seed: number): Scene[] {
  const { bet } = lesson;
  const asked = bet.rule === "signs" ? bet.contrasts.flatMap(({ of, less }) => [of, less]) : bet.options.map(({ of }) => of);
  const stops = new Set([bet.at, ...asked.flatMap(({ at }) => (at === undefined ? [] : [at]))]);
  return [...stops].map((stop) => ({ ...decisive(lesson, seed), stop }));
}

/** The answer of the worlds that were played; undefined while some are missing. */
export function outcome(lesson: Lesson, seed: number): Outcome | undefined {
  const { bet } = lesson;
  const scene = decisive(lesson, seed);
  if (bet.rule === "greatest") {
    const levels = bet.options.map(({ name, of }) => ({ name, of, level: differences(lesson, { of }, scene) }));
    if (levels.some(({ level }) => !level)) return undefined;
    const first = levels.find(({ of, name }) => levels.every((one) => one.name === name || sign(differences(lesson, { of, less: one.of }, scene)!) === 1));
    return { option: first?.name ?? null, contrasts: [], levels: levels.map(({ name, level }) => ({ name, level: level! })) };
  }
  const contrasts = bet.contrasts.map((contrast) => told(lesson, contrast, scene));
  if (contrasts.some((one) => !one)) return undefined;
  const found = contrasts as Told[];
  const right = bet.options.find(({ when }) => found.every(({ name, sign: own }) => own !== null && when[name] === own));
  return { option: right?.name ?? null, contrasts: found, levels: [] };
}

/** Points of a line at the stops that were played, others as the scene says. */
export interface Dot {
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export function dots(lesson: Lesson, line: Difference, scene: Scene): Dot[] {
  return lesson.lever.stops.flatMap((stop) => {
    const found = differences(lesson, line, { ...scene, stop });
    if (!found || !Number.isFinite(found.mean)) return [];
    return [{ x: stop, mean: found.mean, low: found.mean - found.half, high: found.mean + found.half }];
  });
}

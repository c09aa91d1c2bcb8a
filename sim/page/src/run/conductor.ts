/** What is played, and in which order: ten replicates at once, a coarse map, the other replicates, the whole map. */

import { computed, effect, signal } from "@preact/signals";

import type { Pool } from "../engine/types";
import { months, played, scene, state } from "../state/state";
import { settingOf } from "../state/setting";
import { view } from "../views";
import { Gathered, type Both } from "./gathered";
import { Chart, PASSES, survey } from "./map";

/** Replicates that are played before anything is drawn anew. */
export const AT_ONCE = 10;
/** Replicates that each worker is given at a time, so that what is cancelled is soon over. */
const PART = 8;
/** Milliseconds between two pictures while replicates come. */
const BREATH = 300;

export const shown = signal<Both | null>(null);
export const chart = signal<Chart | null>(null);
/** Counts pictures: what is in `shown` and `chart` grows in place. */
export const grown = signal(0);
/** The two markets as far as they are played, for whoever draws them: asked again whenever more has come. */
export function gathered(): Both | null {
  void grown.value;
  return shown.value;
}

export const progress = signal({ done: 0, of: 0, map: 0 });
export const failure = signal("");

let running: AbortController | null = null;
let told = 0;

/** Draw again, but not more often than can be seen. */
function announce(now = false): void {
  const time = performance.now();
  if (!now && time - told < BREATH) return;
  told = time;
  grown.value += 1;
}

async function replicates(pool: Pool, both: Both, first: number, count: number, signal: AbortSignal): Promise<void> {
  const part = (side: "left" | "right") =>
    pool.play(both[side].setting, { first, count }, (played, at) => {
      if (signal.aborted) return;
      both[side].add(played, at);
      if (first > 0) {
        progress.value = { ...progress.value, done: Math.min(both.left.count, both.right.count) };
        announce();
      }
    }, signal);
  await Promise.all([part("left"), part("right")]);
}

async function conduct(pool: Pool, signal: AbortSignal): Promise<void> {
  const now = state.peek();
  const both: Both = {
    scene: scene.peek(), left: new Gathered(settingOf(now, "left")), right: new Gathered(settingOf(now, "right")),
  };
  const fresh = new Chart();
  const asked = Math.max(AT_ONCE, now.replicates);
  failure.value = "";
  progress.value = { done: 0, of: asked, map: 0 };
  await replicates(pool, both, 0, AT_ONCE, signal);
  if (signal.aborted) return;
  shown.value = both;
  progress.value = { done: AT_ONCE, of: asked, map: 0 };
  announce(true);
  performance.mark("ten");
  for (const [number, pass] of PASSES.entries()) {
    await survey(pool, { left: both.left.setting, right: both.right.setting }, fresh, pass, () => {
      if (signal.aborted) return;
      chart.value = fresh;
      announce();
    }, signal);
    if (signal.aborted) return;
    progress.value = { ...progress.value, map: number + 1 };
    announce(true);
    if (number === 0) await more(pool, both, asked, signal);
    if (signal.aborted) return;
  }
  performance.mark("map");
}

/** The replicates beyond the first, a few at a time so that bands are seen to narrow. */
async function more(pool: Pool, both: Both, asked: number, signal: AbortSignal): Promise<void> {
  const step = PART * Math.max(2, pool.size);
  for (let first = AT_ONCE; first < asked && !signal.aborted; first += step) {
    await replicates(pool, both, first, Math.min(step, asked - first), signal);
  }
  if (signal.aborted) return;
  announce(true);
  performance.mark("all");
}

/** Of all that is looked at, this alone asks for more play: a month or a party does not. */
const wanted = computed(() => state.value.replicates);

/** Play whenever what decides the numbers has moved; what runs by then is dropped. */
export function follow(pool: Pool): void {
  effect(() => {
    void played.value;
    void wanted.value;
    void scene.value;
    running?.abort();
    if (view.value !== "laboratory") return;
    const own = new AbortController();
    running = own;
    conduct(pool, own.signal).catch((error: unknown) => {
      if (!own.signal.aborted) failure.value = String(error);
    });
  });
}

/** Whether what is shown is of the state as it is now, and all its replicates are there; the map may still come. */
export function settled(): boolean {
  const { done, of } = progress.value;
  return of > 0 && done >= of && (shown.value?.left.months ?? 0) === months.value;
}

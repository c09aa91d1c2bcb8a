/** The kernel in this thread, for one world at a time, and in workers, for everything else. */

import { signal } from "@preact/signals";

import { load } from "../engine/kernel";
import { pooled } from "../engine/pool";
import type { Description, Kernel, Pool } from "../engine/types";

export interface Engine {
  kernel: Kernel;
  pool: Pool;
}

/** There once the module is compiled; null before. */
export const engine = signal<Engine | null>(null);

/** Both from one module, compiled once. */
export async function started(bytes: ArrayBuffer, description: Description, workerSource: string): Promise<Engine> {
  const module = await WebAssembly.compile(bytes);
  const [kernel, pool] = await Promise.all([load(module, description), pooled(module, description, workerSource)]);
  return { kernel, pool };
}

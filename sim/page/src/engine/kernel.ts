/** The compiled kernel in this thread. */

import { Block } from "./block";
import { Machine } from "./memory";
import { lay, sizesOf, type Columns, type Extent, type Stage, staged } from "./stage";
import { summed, swept } from "./summary";
import type { Description, Kernel, Played, Setting, Swept, World } from "./types";
import { opened } from "./world";

/** The kernel, ready to play. */
export async function load(
  module: BufferSource | WebAssembly.Module,
  description: Description,
): Promise<Kernel> {
  return new Compiled(await Machine.of(module), description);
}

class Compiled implements Kernel {
  constructor(
    private readonly machine: Machine,
    readonly description: Description,
  ) {}

  play(setting: Setting, first: number, each: number): Played {
    const stage = staged(this.description, setting);
    const { memory, block } = this.played(stage, { first, each, kept: true, trace: false, orders: 0 });
    return summed(this.description, memory, block, stage);
  }

  sweep(setting: Setting, columns: Columns, first: number, each: number): Swept {
    const stage = staged(this.description, setting, columns);
    const { memory, block } = this.played(stage, { first, each, kept: false, trace: false, orders: 0 });
    return swept(memory, block);
  }

  world(setting: Setting, replicate: number): World {
    return opened(this.machine, this.description, setting, replicate);
  }

  private played(stage: Stage, extent: Extent): { memory: ArrayBuffer; block: Block } {
    const block = new Block(this.description, sizesOf(this.description, stage, extent), this.machine.base);
    const memory = this.machine.upTo(block.end);
    lay(memory, block, stage, extent);
    this.machine.play(block.base);
    return { memory, block };
  }
}

/** What the build laid into the page beside its code: the kernel's description, colours, quantiles, presets. */

import type { Description } from "./engine/types";
import type { Lesson } from "./lessons/kinds";

export interface Preset {
  readonly name: string;
  readonly address: string; // as it stands behind the # of the page's address
}

/** How a strategy is drawn, as in every picture of the project. */
export interface Tone {
  readonly colour: string;
  readonly dash: string; // of SVG; "" is solid
}

export interface Embedded {
  readonly description: Description;
  readonly tones: Readonly<Record<string, Tone>>; // strategy → its own
  readonly others: readonly Tone[]; // of strategies that have none
  readonly student: readonly number[]; // at n: Student's 97.5 % quantile for n values; 0 where there is none
  readonly presets: readonly Preset[];
  readonly own: Readonly<Record<"left" | "right", string>>; // the strategies of `experiment=laboratory`
  readonly lessons: readonly Lesson[];
}

function textOf(id: string): string {
  const found = document.getElementById(id)?.textContent;
  if (!found) throw new Error(id);
  return found;
}

/** The page's own data. */
export const embedded: Embedded = JSON.parse(textOf("data")) as Embedded;
export const description = embedded.description;

/** The source of the workers' code: from `file:` a worker can only be made of a blob. */
export function workerSource(): string {
  return textOf("worker");
}

/** The kernel's module, unpacked. */
export async function moduleBytes(): Promise<ArrayBuffer> {
  const packed = Uint8Array.from(atob(textOf("module").trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

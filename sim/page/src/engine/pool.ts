/** Workers that share out what is asked; a worker has one request at a time, so that what waits can be dropped. */

import type { Columns } from "./stage";
import type { Description, Played, Pool, Reply, Request, Setting, Swept } from "./types";

const WORLDS_IN_PART = 4; // some 20 ms: long enough to be worth a message, short enough to give way to the next
const MOST_WORKERS = 8;

type Work = Exclude<Request, { kind: "load" }>;

interface Task {
  ask: (ticket: number) => Work;
  done: (result: Played | Swept) => void;
  failed: (reason: unknown) => void;
  dropped: () => boolean;
}

/** Workers from the source of `worker.ts`, bundled; a page that was opened as a file may load no other. */
export async function pooled(
  module: WebAssembly.Module,
  description: Description,
  source: string,
  size = Math.min(MOST_WORKERS, navigator.hardwareConcurrency),
): Promise<Pool> {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const workers = Array.from({ length: Math.max(1, size) }, () => new Worker(address));
  await Promise.all(workers.map((worker) => ready(worker, module, description)));
  URL.revokeObjectURL(address);
  return new Workers(workers);
}

function ready(worker: Worker, module: WebAssembly.Module, description: Description): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (data.kind === "ready") resolve();
      else reject(new Error("message" in data ? data.message : data.kind));
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ kind: "load", module, description } satisfies Request);
  });
}

class Workers implements Pool {
  readonly size: number;
  private readonly idle: Worker[];
  private readonly waiting: Task[] = [];
  private ticket = 0;

  constructor(private readonly workers: readonly Worker[]) {
    this.size = workers.length;
    this.idle = [...workers];
  }

  play(
    setting: Setting,
    replicates: { first: number; count: number },
    onPart: (part: Played, first: number) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const end = replicates.first + replicates.count;
    const parts = starts(replicates.first, end, WORLDS_IN_PART).map((first) => {
      const each = Math.min(WORLDS_IN_PART, end - first);
      const ask = (ticket: number): Work => ({ kind: "play", ticket, setting, first, each });
      return { ask, told: (result: Played | Swept) => onPart(result as Played, first) };
    });
    return this.shared(parts, signal);
  }

  sweep(
    setting: Setting,
    columns: Columns,
    replicates: { first: number; count: number },
    onPart: (part: Swept, from: number) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const { first, count: each } = replicates;
    const points = Object.values(columns)[0]?.length ?? 1;
    const together = Math.max(1, Math.trunc(WORLDS_IN_PART / each));
    const parts = starts(0, points, together).map((from) => {
      const some = Object.fromEntries(
        Object.entries(columns).map(([path, values]) => [path, values.slice(from, from + together)]),
      );
      const ask = (ticket: number): Work => ({ kind: "sweep", ticket, setting, columns: some, first, each });
      return { ask, told: (result: Played | Swept) => onPart(result, from) };
    });
    return this.shared(parts, signal);
  }

  close(): void {
    for (const worker of this.workers) worker.terminate();
  }

  private shared(
    parts: readonly { ask: Task["ask"]; told: Task["done"] }[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      let left = parts.length;
      if (left === 0) resolve();
      let over = false;
      const failed = (reason: unknown): void => {
        over = true;
        reject(reason);
      };
      const dropped = () => over || (signal?.aborted ?? false);
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      if (dropped()) reject(signal?.reason);
      for (const { ask, told } of parts) {
        const done = (result: Played | Swept): void => {
          if (dropped()) return;
          try {
            told(result);
          } catch (reason) {
            failed(reason);
          }
          left -= 1;
          if (left === 0) resolve();
        };
        this.waiting.push({ ask, done, failed, dropped });
      }
      this.start();
    });
  }

  /** Give every idle worker what waits longest and is still wanted. */
  private start(): void {
    while (this.idle.length > 0) {
      const task = this.waiting.shift();
      if (task === undefined) return;
      if (!task.dropped()) this.give(this.idle.pop()!, task);
    }
  }

  private give(worker: Worker, task: Task): void {
    const asked = task.ask((this.ticket += 1));
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (!("ticket" in data) || data.ticket !== asked.ticket) return;
      this.idle.push(worker);
      this.start();
      if (data.kind === "done") task.done(data.result);
      else task.failed(new Error(data.message));
    };
    worker.postMessage(asked);
  }
}

function starts(first: number, end: number, step: number): readonly number[] {
  return Array.from({ length: Math.ceil((end - first) / step) }, (_, place) => first + place * step);
}

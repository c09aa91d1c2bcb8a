/** A worker: plays what it is asked, one request after another. */

import { load } from "./kernel";
import type { Kernel, Reply, Request } from "./types";

interface Scope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: Reply, transfer: Transferable[]): void;
}

const scope = self as unknown as Scope;
let kernel: Promise<Kernel> | undefined;

scope.onmessage = ({ data }) => {
  if (data.kind === "load") {
    kernel = load(data.module, data.description);
    kernel.then(
      () => reply({ kind: "ready" }),
      (error: unknown) => reply({ kind: "broken", message: String(error) }),
    );
    return;
  }
  answer(data).then(reply, (error: unknown) => {
    reply({ kind: "failed", ticket: data.ticket, message: String(error) });
  });
};

async function answer(asked: Exclude<Request, { kind: "load" }>): Promise<Reply> {
  const ready = await kernel;
  if (ready === undefined) throw new Error("asked before the kernel was there");
  const { ticket, setting, first, each } = asked;
  const result =
    asked.kind === "play"
      ? ready.play(setting, first, each)
      : ready.sweep(setting, asked.columns, first, each);
  return { kind: "done", ticket, result };
}

function reply(message: Reply): void {
  const arrays = message.kind === "done" ? Object.values(message.result).filter(ArrayBuffer.isView) : [];
  scope.postMessage(message, arrays.map((array) => array.buffer as ArrayBuffer));
}

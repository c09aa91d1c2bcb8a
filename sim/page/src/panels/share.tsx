/** What leaves the page: a link, a code to photograph, the command that plays the same, the numbers. */

import { signal } from "@preact/signals";
import qrcode from "qrcode-generator";
import { useEffect, useRef } from "preact/hooks";

import { description } from "../data";
import { shown } from "../run/conductor";
import { csvOf } from "../state/numbers";
import { commandLine, pythonLines } from "../state/setting";
import { address, state } from "../state/state";
import { t } from "../words";

const isOpen = signal(false);
const copied = signal("");

export function openShare(): void {
  isOpen.value = true;
}

/** A file's own address leads nowhere on another machine: what stands behind it does, in any copy of the page. */
const fromFile = location.protocol === "file:";

function link(): string {
  if (fromFile) return `#${address.value}`;
  const here = location.href.replace(/#.*$/, "");
  return address.value ? `${here}#${address.value}` : here;
}

/** The link as a code; a link that is too long for one has none. */
export function Code({ text }: { text: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    try {
      const code = qrcode(0, "L");
      code.addData(text);
      code.make();
      place.current.innerHTML = code.createSvgTag({ cellSize: 4, margin: 4, scalable: true });
    } catch {
      place.current.textContent = t("share.too_long");
    }
  }, [text]);
  return <div class="code" role="img" aria-label={t("share.code")} ref={place} />;
}

function Copied({ name, text, lines }: { name: "link" | "command" | "python"; text: string; lines: number }) {
  const copy = async () => {
    const area = document.getElementById(`share-${name}`) as HTMLTextAreaElement | null;
    area?.select(); // so that it can be copied by hand where the browser does not let us
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    copied.value = done ? name : "";
  };
  return (
    <div class="copied">
      <label for={`share-${name}`}>{t(`share.${name}`)}</label>
      <textarea id={`share-${name}`} readOnly rows={lines} value={text} spellcheck={false} />
      <button type="button" onClick={copy}>
        {t(copied.value === name ? "share.copied" : "share.copy")}
        <span class="unseen">{`: ${t(`share.${name}`)}`}</span>
      </button>
    </div>
  );
}

function download(): void {
  if (!shown.value) return;
  const file = new Blob([csvOf(shown.value, address.value)], { type: "text/csv" });
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(file);
  anchor.download = "laboratory.csv";
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}

export function Share() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen.value && !dialog.current?.open) dialog.current?.showModal();
  }, [isOpen.value]);
  if (!isOpen.value) return null;
  const close = () => {
    isOpen.value = false;
    copied.value = "";
  };
  const { replicates } = state.value;
  return (
    <dialog ref={dialog} class="share" aria-labelledby="share-title" onClose={close}>
      <header>
        <h2 id="share-title">{t("share.title")}</h2>
        <button type="button" onClick={() => dialog.current?.close()}>{t("share.close")}</button>
      </header>
      <div class="columns">
        <Code text={link()} />
        <div>
          <Copied name="link" text={link()} lines={2} />
          {fromFile ? <p class="note">{t("share.from_file")}</p> : null}
          <Copied name="command" text={commandLine(state.value, replicates)} lines={3} />
          <Copied name="python" text={pythonLines(state.value, replicates)} lines={5} />
          <button type="button" class="download" onClick={download}>{t("share.download")}</button>
        </div>
      </div>
      <p class="note">{t("share.rules", { version: description.version, kernel: description.kernel.slice(0, 12) })}</p>
    </dialog>
  );
}

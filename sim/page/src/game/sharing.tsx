/** What leaves a game: its address, its decisions as a table, the lines by which Python plays it again. */

import { useState } from "preact/hooks";

import { description } from "../data";
import { address } from "../views";
import { t } from "../words";
import type { Course } from "./course";
import { pythonLines } from "./market";

/** A row a decision: what was answered, and whether the month turned on it. */
export function csvOf(course: Course): string {
  const { chosen, market: { replicate }, months, decisions } = course;
  const head = ["seed", "replicate", "kernel", "base", "month", "role", "slot", "name", "answer", "came_up", "payoff", "value"];
  const rows = decisions.flatMap((month, place) =>
    month.map(({ role, slot, name, answer }) => {
      const played = months[place];
      const came = played?.came.includes(name) ?? false;
      return [chosen.seed, replicate, description.kernel, chosen.base, place + 1, role, slot, name, Number(answer), Number(came), played?.sight.payoff, played?.sight.value];
    }));
  return [head, ...rows].map((row) => `${row.join(",")}\n`).join("");
}

function download(course: Course): void {
  const file = new Blob([csvOf(course)], { type: "text/csv" });
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(file);
  anchor.download = "game.csv";
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}

export function Sharing({ course }: { course: Course }) {
  const [copied, setCopied] = useState(false);
  const fromFile = location.protocol === "file:";
  const link = `${fromFile ? "" : location.href.replace(/#.*$/, "")}#${address.value}`;
  const copy = async () => setCopied(await navigator.clipboard?.writeText(link).then(() => true, () => false) ?? false);
  return (
    <details class="sharing">
      <summary>{t("game.share")}</summary>
      <div class="copied">
        <label for="game-link">{t("share.link")}</label>
        <textarea id="game-link" readOnly rows={3} value={link} spellcheck={false} />
        <button type="button" onClick={copy}>{t(copied ? "share.copied" : "share.copy")}</button>
      </div>
      {fromFile ? <p class="note">{t("share.from_file")}</p> : null}
      <div class="copied">
        <label for="game-python">{t("share.python")}</label>
        <textarea id="game-python" readOnly rows={5} value={pythonLines(course.chosen, course.market, course.decisions)} spellcheck={false} />
      </div>
      <button type="button" class="download" onClick={() => download(course)}>{t("game.download")}</button>
    </details>
  );
}

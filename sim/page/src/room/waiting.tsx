/** What all pages of a room share: the line's state, the clock, who has decided. */

import { useEffect, useState } from "preact/hooks";

import { number, t } from "../words";
import { heard, line, refused } from "./line";
import type { Common } from "./protocol";

/** The line is broken, or the server said no. */
export function Trouble() {
  const said = refused.value;
  return (
    <div role="status" class="trouble">
      {line.value === "lost" ? <p class="warning">{t("room.lost")}</p> : null}
      {line.value === "replaced" ? <p class="warning">{t("room.replaced")}</p> : null}
      {said ? <p class="warning">{t("room.refused", { why: said.why })}</p> : null}
    </div>
  );
}

/** Seconds left of the month, counted on this machine from what the server said last. */
function useLeft({ left, phase }: Common): number | null {
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    const tick = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(tick);
  }, []);
  if (left === null) return null;
  return phase === "deciding" ? Math.max(0, Math.ceil(left - Math.max(0, now - heard.value) / 1000)) : Math.ceil(left);
}

export function Clock({ common }: { common: Common }) {
  const left = useLeft(common);
  if (left === null) return null;
  return <span class={left <= 10 ? "clock late" : "clock"} role="timer" aria-label={t("room.left")}>{t("room.seconds", { left: number(left, 0) })}</span>;
}

export function Decided({ common }: { common: Common }) {
  const slots = { decided: number(common.decided, 0), players: number(common.players, 0) };
  return (
    <p class="tally">
      <progress max={Math.max(1, common.players)} value={common.decided} aria-hidden="true" />
      <span>{t("room.decided", slots)}</span>
    </p>
  );
}

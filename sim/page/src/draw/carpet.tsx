/** The carpet of one world: a row a buyer, a bar a relationship, its colour the trust between the two. */

import { useEffect, useRef } from "preact/hooks";

import { reached, type Lived, type Spell } from "../run/lived";
import type { Side } from "../state/kinds";
import { t } from "../words";
import { useWidth } from "./picture";
import { INK, mixed } from "./tones";

const NONE = "#f1f1ee";
/** No trust, some, full: light tells apart where hue does not. */
const SHADES = ["#3b0f4f", "#b5367a", "#fbb45f", "#fcfdbf"] as const;

const LEVELS = 100;
const LADDER = Array.from({ length: LEVELS + 1 }, (_, level) => {
  const place = Math.min(0.9999, level / LEVELS) * (SHADES.length - 1);
  const lower = Math.floor(place);
  return mixed(SHADES[lower] ?? INK, SHADES[lower + 1] ?? INK, place - lower);
});

/** The colour of a level of trust. */
export function shade(trust: number): string {
  return LADDER[Math.round(Math.min(1, Math.max(0, trust)) * LEVELS)] ?? NONE;
}

/** How a pair regard each other in a month: the mean of both. */
function regardOf(world: Lived, month: number, buyer: number): number {
  return (world.regard(month, buyer, "buyer") + world.regard(month, buyer, "supplier")) / 2;
}

interface Props {
  side: Side;
  world: Lived;
  month: number; // the last that is shown
  chosen: Spell | null;
  choose: (spell: Spell | null) => void;
}

function paint(canvas: HTMLCanvasElement, { world, month, chosen }: Props, width: number, height: number): void {
  const ratio = Math.max(1, window.devicePixelRatio);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.scale(ratio, ratio);
  pen.fillStyle = NONE;
  pen.fillRect(0, 0, width, height);
  const [across, down] = [width / world.length, height / world.buyers];
  for (let buyer = 0; buyer < world.buyers; buyer += 1) {
    for (const whole of world.spells(buyer, month)) {
      const spell = { ...whole, last: Math.min(whole.last, month) };
      bar(pen, world, spell, across, down);
      if (chosen && chosen.buyer === buyer && chosen.first === spell.first) {
        pen.strokeStyle = "#0072b2";
        pen.lineWidth = 3;
        pen.strokeRect((spell.first - 1) * across, buyer * down, (spell.last - spell.first + 1) * across, down);
      }
    }
  }
  pen.fillStyle = INK;
  if (month < world.length) pen.fillRect(month * across, 0, 1.5, height);
}

function bar(pen: CanvasRenderingContext2D, world: Lived, spell: Spell, across: number, down: number): void {
  const gap = down > 4 ? 1 : 0;
  const top = spell.buyer * down;
  for (let month = spell.first; month <= spell.last; month += 1) {
    pen.fillStyle = shade(regardOf(world, month, spell.buyer));
    pen.fillRect((month - 1) * across, top, across + 0.5, down - gap);
  }
  // A pair's first month, so that one relationship is told from the next.
  pen.fillStyle = "#ffffff";
  pen.fillRect((spell.first - 1) * across, top, Math.min(1.5, across / 2), down);
}

/** The relationship that a key leads to from the one that is chosen. */
function moved(world: Lived, month: number, from: Spell | null, key: string): Spell | null {
  const row = from?.buyer ?? 0;
  const mine = world.spells(row, month);
  const place = from ? mine.findIndex((one) => one.first === from.first) : -1;
  if (key === "ArrowRight") return mine[place + 1] ?? from;
  if (key === "ArrowLeft") return mine[place - 1] ?? from;
  const step = key === "ArrowDown" ? 1 : -1;
  for (let next = from ? row + step : row; next >= 0 && next < world.buyers; next += step) {
    const theirs = world.spells(next, month);
    const at = from?.first ?? 1;
    const nearest = theirs.findLast((one) => one.first <= at) ?? theirs[0];
    if (nearest) return nearest;
  }
  return from;
}

export function Carpet(props: Props) {
  const { side, world, month, chosen, choose } = props;
  const [place, width] = useWidth(470);
  const canvas = useRef<HTMLCanvasElement>(null);
  const height = Math.min(320, Math.max(180, 6 * world.buyers));
  void reached.value;
  useEffect(() => {
    if (canvas.current) paint(canvas.current, props, width, height);
  });
  const clicked = (event: MouseEvent) => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return;
    const at = Math.ceil(((event.clientX - box.left) / box.width) * world.length);
    const buyer = Math.floor(((event.clientY - box.top) / box.height) * world.buyers);
    choose(world.spells(buyer, month).find((one) => one.first <= at && at <= Math.min(one.last, month)) ?? null);
  };
  const pressed = (event: KeyboardEvent) => {
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    choose(moved(world, month, chosen, event.key));
  };
  return (
    <div ref={place} class={`carpet ${side}`}>
      <canvas
        ref={canvas} style={{ height: `${height}px` }} tabIndex={0} role="application"
        aria-label={t("carpet.label")} aria-describedby="carpet-help" onClick={clicked} onKeyDown={pressed}
      />
    </div>
  );
}

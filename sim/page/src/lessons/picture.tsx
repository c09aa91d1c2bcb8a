/** A lesson's one picture: lines along its lever, or bars of where the value goes. Only what was played is drawn. */

import * as Plot from "@observablehq/plot";

import { Drawing, Picture, type Numbers } from "../draw/picture";
import { INK, SOFT } from "../draw/tones";
import { embedded } from "../data";
import { named, number, percent, t } from "../words";
import type { Bars, Curve, Lesson } from "./kinds";
import { come, type Scene } from "./playing";
import { differences, dots, type Dot } from "./sums";
import { leverOf, said, written } from "./words";

interface Props {
  lesson: Lesson;
  scene: Scene;
  before?: Scene; // drawn faintly
  marked?: number; // stop that the bet is about
}

const STYLE = { fontSize: "15px", color: INK, background: "none" } as const;

/** Pixels below which a picture has no room for many ticks. */
const NARROW = 500;

/** Along x only the ends, the middle and where one is are named, so that a phone has room for them. */
function ticks(stops: readonly number[]): number[] {
  return [...new Set([stops[0]!, stops[Math.floor(stops.length / 2)]!, stops.at(-1)!])];
}

function drawnCurve(width: number, picture: Curve, { lesson, scene, before, marked }: Props): SVGElement | HTMLElement {
  const { stops, as } = lesson.lever;
  const found = picture.lines.map((line) => ({ line, own: dots(lesson, line, scene), old: before ? dots(lesson, line, before) : [] }));
  const every = found.flatMap(({ own, old }) => [...own, ...old]);
  const low = Math.min(picture.span[0], ...every.map((dot) => dot.low));
  const high = Math.max(picture.span[1], ...every.map((dot) => dot.high));
  const pad = (stops.at(-1)! - stops[0]!) * 0.03;
  return Plot.plot({
    width, height: Math.min(380, Math.max(260, 0.42 * width)), marginLeft: 52, marginRight: 28, marginBottom: 30, marginTop: 14, style: STYLE,
    x: { domain: [stops[0]! - pad, stops.at(-1)! + pad], ticks: ticks(stops), tickFormat: (value: number) => written(value, as), label: null },
    y: { domain: [low, high], grid: true, ticks: 6, label: null, tickFormat: (value: number) => number(value, 2) },
    marks: [
      low < 0 ? Plot.ruleY([0], { stroke: SOFT, strokeWidth: 1.5 }) : null,
      marked === undefined ? null : Plot.ruleX([marked], { stroke: INK, strokeDasharray: "2 4" }),
      Plot.ruleX([scene.stop], { stroke: SOFT, strokeOpacity: 0.25, strokeWidth: 14 }),
      ...found.flatMap(({ line, old }) => [Plot.lineY(old, { x: "x", y: "mean", stroke: line.tone.colour, strokeOpacity: 0.5, strokeWidth: 1.2 })]),
      ...found.flatMap(({ line: { tone }, own }) => [
        Plot.ruleX(own, { x: "x", y1: "low", y2: "high", stroke: tone.colour, strokeWidth: 5, strokeOpacity: 0.35 }),
        Plot.lineY(own, { x: "x", y: "mean", stroke: tone.colour, strokeWidth: 2.6, strokeDasharray: tone.dash }),
        Plot.dot(own, { x: "x", y: "mean", r: 4.5, fill: tone.colour }),
        Plot.dot(own.filter((dot: Dot) => dot.x === scene.stop), { x: "x", y: "mean", r: 7.5, fill: tone.colour, stroke: "#fff", strokeWidth: 2 }),
      ]),
    ],
  });
}

function shares(picture: Bars, lesson: Lesson, scene: Scene): { part: string; share: number }[] {
  const arm = lesson.arms[0]!.name;
  return picture.parts.map((part) => ({ part, share: differences(lesson, { of: { arm, of: part } }, scene)?.mean ?? Number.NaN }));
}

function drawnBars(width: number, picture: Bars, { lesson, scene, before }: Props): SVGElement | HTMLElement {
  const name = (part: string) => said(lesson, `part_${part}`);
  const rows = shares(picture, lesson, scene).filter(({ share }) => Number.isFinite(share));
  const old = before ? shares(picture, lesson, before).filter(({ share }) => Number.isFinite(share)) : [];
  const tone = embedded.tones[lesson.arms[0]!.strategy]?.colour ?? INK;
  return Plot.plot({
    width, height: 54 * picture.parts.length + 36, marginLeft: width < NARROW ? 142 : 210, marginRight: 56, marginBottom: 28, marginTop: 4, style: STYLE,
    x: { domain: [Math.min(picture.span[0], ...rows.map(({ share }) => share)), Math.max(picture.span[1], ...rows.map(({ share }) => share))], ticks: width < NARROW ? 3 : 6, tickFormat: (share: number) => percent(share), grid: true, label: null },
    y: { domain: picture.parts.map(name), label: null, padding: 0.3 },
    marks: [
      Plot.barX(rows, { x: "share", y: ({ part }: { part: string }) => name(part), fill: tone }),
      Plot.tickX(old, { x: "share", y: ({ part }: { part: string }) => name(part), stroke: INK, strokeWidth: 2.5 }),
      Plot.text(rows, { x: ({ share }: { share: number }) => Math.max(0, share), y: ({ part }: { part: string }) => name(part), text: ({ share }: { share: number }) => percent(share, 1), dx: 6, textAnchor: "start", stroke: "#fff", strokeWidth: 5, fill: INK }),
      Plot.ruleX([0], { stroke: SOFT }),
    ],
  });
}

function Key({ lesson, picture }: { lesson: Lesson; picture: Curve }) {
  return (
    <ul class="key-lines">
      {picture.lines.map(({ name, tone }) => (
        <li>
          <svg width="38" height="12" aria-hidden="true">
            <line x1="0" y1="6" x2="38" y2="6" stroke={tone.colour} stroke-width="3" stroke-dasharray={tone.dash} />
            <circle cx="19" cy="6" r="4.5" fill={tone.colour} />
          </svg>
          {said(lesson, `line_${name}`)}
        </li>
      ))}
    </ul>
  );
}

export function LessonPicture(props: Props) {
  void come.value;
  const { lesson, scene } = props;
  const { picture } = lesson;
  const place = written(scene.stop, lesson.lever.as);
  const title = said(lesson, "picture", { place, lever: leverOf(lesson) });
  const made = differences(lesson, { of: { arm: lesson.arms[0]!.name, of: "made" } }, scene)?.mean ?? Number.NaN;
  const count = number(lesson.replicates, 0);
  const note = picture.kind === "bars" ? t("lessons.made", { made: percent(made), count }) : t("lessons.axis", { lever: leverOf(lesson), count });
  return (
    <Picture name={`lesson-${lesson.name}`} title={title} note={note} numbers={() => numbersOf(props)}>
      {picture.kind === "curve" ? <Key lesson={lesson} picture={picture} /> : null}
      <Drawing label={title} first={720} draw={(width) => (picture.kind === "curve" ? drawnCurve(width, picture, props) : drawnBars(width, picture, props))} />
    </Picture>
  );
}

/** The picture's numbers: a row a stop that was played. */
function numbersOf({ lesson, scene }: Props): Numbers {
  const { picture, lever } = lesson;
  const columns = picture.kind === "curve"
    ? picture.lines.map((line) => ({ head: said(lesson, `line_${line.name}`), of: line, digits: 3 }))
    : picture.parts.map((part) => ({ head: named("leak", part), of: { of: { arm: lesson.arms[0]!.name, of: part } }, digits: 3 }));
  const rows = lever.stops.map((stop) => [
    written(stop, lever.as),
    ...columns.map(({ of, digits }) => {
      const found = differences(lesson, of, { ...scene, stop });
      const show = (value: number) => number(value, digits);
      return found && Number.isFinite(found.mean) ? t("numbers.interval", { mean: show(found.mean), low: show(found.mean - found.half), high: show(found.mean + found.half) }) : t("numbers.unknown");
    }),
  ]);
  return [[leverOf(lesson), ...columns.map(({ head }) => head)], ...rows];
}

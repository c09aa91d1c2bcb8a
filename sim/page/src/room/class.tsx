/** What the class sees once the teacher reveals it: trust, value and honesty month by month, and a dot a firm. */

import * as Plot from "@observablehq/plot";

import { Drawing } from "../draw/picture";
import { INK, LINE, SOFT } from "../draw/tones";
import { number, percent, t } from "../words";
import type { Revealed, Role } from "./protocol";

const TRUST = "#0072B2";
const HONEST = "#009E73";
const OWN = "#D55E00";
const ROLES: readonly Role[] = ["buyer", "supplier"];

type Month = Revealed["months"][number];

/** Months in which there is a number, and the number. */
function points(months: readonly Month[], of: (month: Month) => number | null): { month: number; y: number }[] {
  return months.flatMap((one, place) => {
    const y = of(one);
    return y === null ? [] : [{ month: place + 1, y }];
  });
}

function shares(width: number, months: readonly Month[]): SVGElement | HTMLElement {
  const line = { x: "month", y: "y", strokeWidth: 2.4 } as const;
  const [trust, honest] = [points(months, (one) => one.trust), points(months, (one) => one.honest)];
  return Plot.plot({
    width, height: 190, marginLeft: 46, marginRight: 12, marginTop: 12, marginBottom: 26,
    style: { fontSize: "12px", color: INK, background: "none" },
    x: { domain: [1, Math.max(2, months.length)], label: null, ticks: 6, tickFormat: (month: number) => number(month, 0) },
    y: { domain: [0, 1], label: null, grid: true, ticks: 3, tickFormat: (share: number) => percent(share) },
    marks: [Plot.ruleY([0], { stroke: SOFT }), Plot.lineY(trust, { ...line, stroke: TRUST }), Plot.lineY(honest, { ...line, stroke: HONEST, strokeDasharray: "5 2" })],
  });
}

function values(width: number, months: readonly Month[]): SVGElement | HTMLElement {
  const data = points(months, (one) => one.value);
  const [low, high] = [Math.min(0, ...data.map(({ y }) => y)), Math.max(0.2, ...data.map(({ y }) => y))];
  return Plot.plot({
    width, height: 150, marginLeft: 46, marginRight: 12, marginTop: 12, marginBottom: 26,
    style: { fontSize: "12px", color: INK, background: "none" },
    x: { domain: [1, Math.max(2, months.length)], label: null, ticks: 6, tickFormat: (month: number) => number(month, 0) },
    y: { domain: [low, high], label: null, grid: true, ticks: 4, tickFormat: (value: number) => number(value, 2) },
    marks: [Plot.ruleY([0], { stroke: SOFT }), Plot.lineY(data, { x: "month", y: "y", stroke: INK, strokeWidth: 2.2 })],
  });
}

/** A row a role, a dot a firm by its value; the tick is a simulated firm's mean. */
function firms(width: number, revealed: Revealed): SVGElement | HTMLElement {
  const role = (one: Role) => t(`room.${one}s`);
  const dots = revealed.firms.map((one) => ({ ...one, row: role(one.role) }));
  const means = ROLES.flatMap((one) => {
    const value = revealed.simulated[one];
    return value === null ? [] : [{ row: role(one), value }];
  });
  return Plot.plot({
    width, height: 140, marginLeft: 82, marginRight: 16, marginTop: 10, marginBottom: 26,
    style: { fontSize: "12px", color: INK, background: "none" },
    x: { label: null, grid: true, ticks: 5, nice: true, tickFormat: (value: number) => number(value, 1) },
    y: { domain: ROLES.map(role), label: null },
    marks: [
      Plot.ruleX([0], { stroke: LINE }),
      Plot.tickX(means, { x: "value", y: "row", stroke: INK, strokeWidth: 2 }),
      Plot.dot(dots.filter((one) => !one.mine), { x: "value", y: "row", r: 6, fill: TRUST, fillOpacity: 0.6, stroke: "#fff" }),
      Plot.dot(dots.filter((one) => one.mine), { x: "value", y: "row", r: 9, fill: OWN, stroke: "#fff" }),
    ],
  });
}

function Table({ revealed }: { revealed: Revealed }) {
  const best = [...revealed.firms].sort((one, other) => other.value - one.value);
  return (
    <details class="numbers" open={best.some(({ name }) => name !== null)}>
      <summary>{t("picture.numbers")}</summary>
      <div class="wide" tabIndex={0} role="region" aria-label={t("room.firms")}>
        <table>
          <thead><tr>{["room.firm", "room.role_short", "game.value", "room.honest", "game.relationships"].map((key) => <th scope="col">{t(key as "room.firm")}</th>)}</tr></thead>
          <tbody>
            {best.map((one, place) => (
              <tr>
                <th scope="row">{one.name ?? (one.mine ? t("game.you") : number(place + 1, 0))}</th>
                <td>{t(`room.${one.role}`)}</td><td>{number(one.value)}</td>
                <td>{one.honest === null ? t("numbers.unknown") : percent(one.honest)}</td><td>{number(one.relationships, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

export function Class({ revealed }: { revealed: Revealed }) {
  const last = revealed.months.at(-1);
  const slots = {
    trust: last?.trust == null ? t("numbers.unknown") : percent(last.trust), honest: last?.honest == null ? t("numbers.unknown") : percent(last.honest),
    value: number(last?.value ?? Number.NaN), month: number(revealed.months.length, 0),
  };
  return (
    <section class="class" aria-labelledby="class-title">
      <h3 id="class-title">{t("room.class")}</h3>
      <p class="keyed"><span style={{ borderColor: TRUST }}>{t("room.class_trust")}</span> <span class="dashed" style={{ borderColor: HONEST }}>{t("room.class_honest")}</span></p>
      <Drawing label={t("room.class_said", slots)} draw={(width) => shares(width, revealed.months)} />
      <h4>{t("room.class_value")}</h4>
      <Drawing label={t("room.value_said", slots)} draw={(width) => values(width, revealed.months)} />
      <h4>{t("room.firms")}</h4>
      <Drawing label={t("room.firms")} draw={(width) => firms(width, revealed)} />
      <p class="note">{t("room.firms_note")}</p>
      <Table revealed={revealed} />
    </section>
  );
}

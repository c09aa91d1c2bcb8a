/** The market that a firm is played in alone: one seat, and simulated firms of three kinds on all others. */

import type { Decision, Kernel, Setting, Strategy, Value } from "../engine/types";
import type { Role } from "../room/protocol";
import { sightOf, type Seat } from "./firm";

export const BASES = ["wiifme", "wiifwe"] as const;
/** How the firm goes into a contract, and what its rules decide where nobody asks. */
export type Base = (typeof BASES)[number];

/** The strategy of the seat, by its name in the setting. */
export const YOU = "you";
export const MONTHS = 36;
/** Firms of each strategy, the seat apart. */
const OTHERS: Readonly<Record<Role, Readonly<Record<string, number>>>> = {
  buyer: { wiifme: 9, wiifwe: 8, opportunist: 3 },
  supplier: { wiifme: 11, wiifwe: 10, opportunist: 4 },
};
/** Of 40 percent of all worlds or more the seat has a partner at once: none is ever searched that far. */
const MOST_TRIED = 200;

export interface Chosen {
  readonly seed: number;
  readonly role: Role;
  readonly base: Base;
}

export interface Found {
  readonly setting: Setting;
  readonly replicate: number;
  readonly seat: Seat;
}

/** The firms of a role; the seat takes a place of the first kind. */
function firms(role: Role, seated: Role): Readonly<Record<string, number>> {
  const [first = "", ...rest] = Object.keys(OTHERS[role]);
  const held = OTHERS[role];
  if (role !== seated) return held;
  return { [YOU]: 1, [first]: (held[first] ?? 0) - 1, ...Object.fromEntries(rest.map((name) => [name, held[name] ?? 0])) };
}

function count(held: Readonly<Record<string, number>>): number {
  return Object.values(held).reduce((sum, one) => sum + one, 0);
}

function shares(held: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(held).map(([name, number]) => [name, number / count(held)]));
}

/** The setting, with the seat's firm as one of the shipped strategies. */
export function settingOf(strategies: Readonly<Record<string, Strategy>>, { seed, role }: Chosen, own: string): Setting {
  const shipped = (name: string): Strategy => {
    const found = strategies[name];
    if (!found) throw new RangeError(name);
    return found;
  };
  const buyers = firms("buyer", role);
  const suppliers = firms("supplier", role);
  const names = Object.keys(strategies).filter((name) => name in buyers || name in suppliers);
  const world: Record<string, Value> = { "market.buyers": count(buyers), "market.suppliers": count(suppliers), "market.months": MONTHS };
  return {
    seed, world,
    strategies: { ...Object.fromEntries(names.map((name) => [name, shipped(name)])), [YOU]: shipped(own) },
    population: { buyers: shares(buyers), suppliers: shares(suppliers) },
  };
}

/** Where the seat is in a world of which the first month was played. */
function seatOfSetting(kernel: Kernel, setting: Setting, replicate: number, role: Role): Seat & { signed: boolean } {
  const world = kernel.world(setting, replicate);
  world.step();
  const names = Object.keys(setting.strategies);
  const slot = world.firms(role).strategy.indexOf(names.indexOf(YOU));
  return { role, slot, signed: sightOf(kernel.description, world, { role, slot }).partner !== null };
}

/** The first world of a seed in which the firm has a partner from the first month. */
export function found(kernel: Kernel, chosen: Chosen): Found {
  const setting = settingOf(kernel.description.strategies, chosen, chosen.base);
  for (let replicate = 0; replicate < MOST_TRIED; replicate += 1) {
    const { slot, signed } = seatOfSetting(kernel, setting, replicate, chosen.role);
    if (signed) return { setting, replicate, seat: { role: chosen.role, slot } };
  }
  throw new RangeError(String(chosen.seed));
}

/** The lines by which Python plays the same market. */
export function pythonLines(chosen: Chosen, { setting, replicate }: Found, decisions: readonly (readonly Decision[])[]): string {
  const word = (answer: Decision["answer"]) => (answer === true ? "True" : "False");
  const held = (role: "buyers" | "suppliers") => Object.entries(setting.population[role]).map(([name, share]) => `${name}: ${share}`).join(", ");
  const told = [
    `+strategies.${YOU}=\${strategies.${chosen.base}}`,
    ...Object.entries(setting.world).map(([path, value]) => `${path}=${String(value)}`),
    `population={buyers: {${held("buyers")}}, suppliers: {${held("suppliers")}}}`,
  ];
  const made = decisions.flatMap((month, number) => month.map(({ role, slot, name, answer }) => `("${role}", ${slot}, "${name}", ${word(answer)}, None, ${number})`));
  return [
    "import sim",
    `scenario = sim.load("world", overrides=[${told.map((one) => JSON.stringify(one)).join(", ")}])`,
    `decisions = [sim.Decision(*one) for one in [${made.join(", ")}]]`,
    `world = sim.World(scenario, seed=${chosen.seed}, replicate=${replicate}, decisions=decisions)`,
    `world.step(${decisions.length})`,
    "world.firms",
  ].join("\n");
}

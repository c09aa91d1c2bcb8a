/** A setting as the rules read it: rows of numbers, laid out as `sim.worlds` and `sim.ensemble.rows` do. */

import type { Description, Setting, Strategy, Value } from "./types";

const ROLES = ["buyers", "suppliers"] as const;
const MENU_PLACES = 4;
const PARTS_OF_PROMISES = ["kept_kept", "kept_broken", "broken_kept", "broken_broken"] as const;

/** The value of a parameter of the world: as it is set, or as its field says. */
export type Given = (path: string) => Value;

export function given(description: Description, setting: Setting): Given {
  const defaults = new Map(description.fields.map((field) => [field.path, field.default]));
  return (path) => {
    const set = setting.world[path];
    if (set !== undefined) return set;
    const usual = defaults.get(path);
    if (usual === undefined) throw new RangeError(`there is no parameter ${path}`);
    return usual;
  };
}

/** The same as a number; only for parameters that are plain numbers. */
export function amount(world: Given, path: string): number {
  const value = world(path);
  if (typeof value !== "number") throw new TypeError(`${path} is no number: ${String(value)}`);
  return value;
}

/** Strategies that a population names, in the order in which the setting knows them. */
export function played(setting: Setting): readonly string[] {
  const used = new Set(ROLES.flatMap((role) => Object.keys(setting.population[role])));
  const names = Object.keys(setting.strategies).filter((name) => used.has(name));
  for (const name of used) {
    if (!names.includes(name)) throw new RangeError(`no strategy is called ${name}`);
  }
  return names;
}

function number(description: Description, value: Value | undefined, path: string): number {
  if (value === null) return description.numbers.not_given;
  const told = typeof value === "string" ? description.codes.words[value] : Number(value);
  if (told === undefined || Number.isNaN(told)) throw new TypeError(`${path} is no number: ${String(value)}`);
  return told;
}

/** One number for each of `columns.world`. */
export function worldRow(description: Description, world: Given): readonly number[] {
  const row = new Map<string, number>();
  for (const { path, group } of description.fields) {
    const name = path.replace(".", "_");
    if (group !== "strategies" && description.columns.world.includes(name)) {
      row.set(name, number(description, world(path), path));
    }
  }
  if (!world("promises.table")) promiseTable(row);
  return filled(description.columns.world, row);
}

/** The promise game as a table, where it is given by temptation and harm. */
function promiseTable(row: Map<string, number>): void {
  const temptation = row.get("promises_temptation") ?? NaN;
  const harm = row.get("promises_harm") ?? NaN;
  const values = [0, -harm, temptation, temptation - harm];
  for (const role of ["buyer", "supplier"]) {
    PARTS_OF_PROMISES.forEach((part, at) => row.set(`promises_${role}_${part}`, values[at] ?? NaN));
  }
}

/** One number for each of `columns.strategy`; `patience` is the market's. */
export function strategyRow(description: Description, strategy: Strategy, patience: number): readonly number[] {
  const row = new Map<string, number>();
  const { codes, columns, principles } = description;
  const declared = strategy["declared"];
  for (const name of principles) {
    const own = number(description, strategy[name], name);
    row.set(name, own);
    row.set(`declared_${name}`, declared === null ? own : number(description, declared, "declared"));
  }
  const menu = strategy["menu"];
  if (!Array.isArray(menu)) throw new TypeError("menu is no list");
  for (let at = 0; at < MENU_PLACES; at += 1) {
    row.set(`menu_${at + 1}`, at < menu.length ? (codes.forms[String(menu[at])] ?? NaN) : notGiven(description));
  }
  row.set("reactive", strategy["conduct"] === "reactive" ? 1 : 0);
  row.set("patience", strategy["patience"] === null ? patience : Number(strategy["patience"]));
  for (const name of columns.strategy) {
    if (!row.has(name)) row.set(name, number(description, strategy[name], name));
  }
  return filled(columns.strategy, row);
}

function notGiven(description: Description): number {
  return number(description, null, "");
}

function filled(columns: readonly string[], row: ReadonlyMap<string, number>): readonly number[] {
  return columns.map((column) => {
    const value = row.get(column);
    if (value === undefined || Number.isNaN(value)) throw new RangeError(`nothing is known of ${column}`);
    return value;
  });
}

/** Each role's shares of the strategies; those that a design sets leave the others their proportions. */
export function shareRows(
  setting: Setting,
  names: readonly string[],
  set: Readonly<Record<string, number>>,
): readonly number[] {
  return ROLES.flatMap((role) => {
    const held = setting.population[role];
    const own = new Map<string, number>();
    for (const name of Object.keys(held)) {
      const value = set[`population.${role}.${name}`] ?? set[`population.${name}`];
      if (value !== undefined) own.set(name, value);
    }
    const taken = sum([...own.values()]);
    const others = sum(Object.keys(held).filter((name) => !own.has(name)).map((name) => held[name] ?? 0));
    return names.map((name) => {
      const share = held[name];
      if (share === undefined) return 0;
      const rest = own.size > 0 && others > 0 ? Math.max(0, 1 - taken) * (share / others) : share;
      return own.get(name) ?? rest;
    });
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** The strategy, by its number, that each role's population names first. */
export function focal(setting: Setting, names: readonly string[]): readonly number[] {
  return ROLES.map((role) => names.indexOf(Object.keys(setting.population[role])[0] ?? ""));
}

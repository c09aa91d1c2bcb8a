/** A setting made ready for the kernel, at one design point or more, as `sim.ensemble.rows` and `run` do. */

import type { Block, Sizes } from "./block";
import { amount, focal, given, played, shareRows, strategyRow, worldRow } from "./rows";
import type { Description, Graph, Setting, Strategy, Value } from "./types";

export type Columns = Readonly<Record<string, readonly number[]>>;

const COMPLETE: Graph = { supplierOf: [], buyerStart: [0], buyerOf: [], edgeOf: [], supplierStart: [0] };
const SHAPES = ["market.buyers", "market.suppliers", "market.capacity", "market.months"];

/** Which replicates are played, and what is kept of them. */
export interface Extent {
  first: number;
  each: number;
  kept: boolean; // accounts and lives of every world; else of the last one alone
  trace: boolean;
  orders: number; // how many a month may hold; 0: none is ever given
}

export interface Stage {
  readonly setting: Setting;
  readonly names: readonly string[];
  readonly points: number;
  readonly worlds: Float64Array; // [points × columns.world]
  readonly strategies: Float64Array; // [points × strategies × columns.strategy]
  readonly shares: Float64Array; // [points × 2 × strategies]
  readonly market: { buyers: number; suppliers: number; capacity: number; months: number };
  readonly degree: number;
  readonly width: number; // of the longest list of candidates that a buyer can have
}

interface Point {
  setting: Setting;
  shares: Readonly<Record<string, number>>;
}

/** A setting at every point of a design; a column gives a path its value at each. */
export function staged(description: Description, setting: Setting, columns: Columns = {}): Stage {
  const names = played(setting);
  const length = Object.values(columns)[0]?.length ?? 1;
  const points = Array.from({ length }, (_, place) => pointOf(setting, columns, place));
  const worlds = points.map((point) => given(description, point.setting));
  const base = given(description, setting);
  const [buyers, suppliers, capacity, months] = SHAPES.map((path) => amount(base, path)) as Quadruple;
  const degree = amount(base, "network.degree");
  const met = setting.graph === undefined ? Math.min(degree, suppliers) : longest(setting.graph.buyerStart);
  const strangers = Math.max(...worlds.map((world) => Math.trunc(amount(world, "choice.candidates"))));
  return {
    setting,
    names,
    points: length,
    worlds: Float64Array.from(worlds.flatMap((world) => worldRow(description, world))),
    strategies: Float64Array.from(
      points.flatMap((point, place) => {
        const patience = amount(worlds[place] ?? base, "choice.patience");
        return names.flatMap((name) =>
          strategyRow(description, strategyOf(point.setting, name), patience),
        );
      }),
    ),
    shares: Float64Array.from(points.flatMap((point) => shareRows(setting, names, point.shares))),
    market: { buyers, suppliers, capacity, months },
    degree,
    width: Math.max(met, Math.min(strangers, suppliers)) + 1,
  };
}

type Quadruple = [number, number, number, number];

function strategyOf(setting: Setting, name: string): Strategy {
  const found = setting.strategies[name];
  if (found === undefined) throw new RangeError(`no strategy is called ${name}`);
  return found;
}

/** The setting where the columns have these values; shares are kept apart, they move those not set too. */
function pointOf(setting: Setting, columns: Columns, place: number): Point {
  const world: Record<string, Value> = { ...setting.world };
  const strategies: Record<string, Strategy> = { ...setting.strategies };
  const shares: Record<string, number> = {};
  for (const [path, values] of Object.entries(columns)) {
    const value = values[place];
    if (value === undefined) throw new RangeError(`${path} has no value at point ${place}`);
    const [group, name, field] = path.split(".");
    if (SHAPES.includes(path) || group === "network") throw new RangeError(`${path} cannot vary in a design`);
    if (group === "population") shares[path] = value;
    else if (group !== "strategies") world[path] = value;
    else if (name !== undefined && field !== undefined) {
      strategies[name] = { ...strategyOf(setting, name), ...strategies[name], [field]: value };
    }
  }
  return { setting: { ...setting, world, strategies }, shares };
}

function longest(starts: readonly number[]): number {
  return Math.max(0, ...starts.slice(1).map((start, place) => start - (starts[place] ?? 0)));
}

/** How long the kernel's arrays are. */
export function sizesOf(description: Description, stage: Stage, extent: Extent): Sizes {
  const { buyers, suppliers, capacity, months } = stage.market;
  const graph = stage.setting.graph;
  const { remembered, lanes, rows_of_block: rows } = description.numbers;
  const worlds = stage.points * extent.each;
  return {
    points: stage.points,
    worlds,
    shelves: extent.kept ? worlds : 1,
    buyers,
    suppliers,
    slots: buyers + suppliers,
    memories_of_buyers: graph === undefined ? remembered * buyers : graph.supplierOf.length,
    memories_of_suppliers: graph === undefined ? remembered * suppliers : graph.supplierOf.length,
    strategies: stage.names.length,
    months,
    ages: months + 1,
    blocks: Math.ceil(buyers / lanes),
    capacity,
    width: stage.width,
    edges: (graph ?? COMPLETE).supplierOf.length,
    buyer_starts: (graph ?? COMPLETE).buyerStart.length,
    supplier_starts: (graph ?? COMPLETE).supplierStart.length,
    traced_months: extent.trace ? months : 0,
    traced_buyers: extent.trace ? buyers : 0,
    entries: 0,
    orders: extent.orders,
    told: extent.orders > 0 ? buyers : 0,
    told_rows: extent.orders > 0 ? rows : 0,
    given_buyers: 0, // the page draws its firms and shocks
    given_suppliers: 0,
    given_slots: 0,
    given_points: 0,
    given_months: 0,
  };
}

/** Write all that the kernel reads; what it writes is as it is for a world not yet opened. */
export function lay(memory: ArrayBufferLike, block: Block, stage: Stage, extent: Extent): void {
  block.write(memory);
  block.floats(memory, "worlds").set(stage.worlds);
  block.floats(memory, "strategies").set(stage.strategies);
  block.floats(memory, "shares").set(stage.shares);
  block.integers(memory, "focal").set(focal(stage.setting, stage.names).map(BigInt));
  layGraph(memory, block, stage.setting.graph);
  const plain = {
    seed: stage.setting.seed,
    first: extent.first,
    each: extent.each,
    since: 0,
    until: stage.market.months,
    degree: stage.degree,
  };
  for (const [name, value] of Object.entries(plain)) block.set(memory, name, value);
}

function layGraph(memory: ArrayBufferLike, block: Block, graph: Graph | undefined): void {
  const { supplierOf, buyerStart, buyerOf, edgeOf, supplierStart } = graph ?? COMPLETE;
  block.set(memory, "graph.complete", graph === undefined ? 1 : 0);
  block.integers(memory, "graph.supplier_of").set(supplierOf.map(BigInt));
  block.integers(memory, "graph.buyer_start").set(buyerStart.map(BigInt));
  block.integers(memory, "graph.buyer_of").set(buyerOf.map(BigInt));
  block.integers(memory, "graph.edge_of").set(edgeOf.map(BigInt));
  block.integers(memory, "graph.supplier_start").set(supplierStart.map(BigInt));
}

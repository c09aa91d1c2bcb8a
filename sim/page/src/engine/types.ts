/** What the page and the compiled kernel say to each other. */

export type Value = number | boolean | string | null | readonly string[];

/** Extent of an axis: a number, or the name of a size that is known once a setting is. */
export type Extent = number | string;

/** One argument of the kernel, as `sim.block.described` lists them. */
export type Part =
  | { name: string; kind: "record"; columns: "world" | "strategy"; dims: readonly Extent[] }
  | { name: string; kind: "array"; dtype: "float64" | "int64" | "bool"; dims: readonly Extent[] }
  | { name: string; kind: "int" | "bool" | "float" };

/** A parameter as its field in Python tells of itself; sliders, switches and ranges are made from these. */
export interface Field {
  path: string; // "trust.prior", "strategies.<name>.honesty"
  group: string;
  name: string;
  type: "float" | "int" | "bool" | "str" | "list of str";
  default: Value;
  optional: boolean; // may be null
  unit: string;
  low: number | null;
  high: number | null;
  symbol: string;
  choices: readonly string[];
  meaning: string;
}

/** A strategy whole, every field by its name ("honesty", "menu", "declared", …). */
export type Strategy = Readonly<Record<string, Value>>;

/** A named variation of the world: what its file in `configs/scenario` sets otherwise than the defaults. */
export type Preset = Readonly<Record<string, Value>>;

/** The JSON that `sim.page.description` writes. */
export interface Description {
  kernel: string; // hash of the rules that the module was made from
  version: string; // of the project
  layout: readonly Part[];
  columns: {
    world: readonly string[];
    strategy: readonly string[];
    accounts: readonly string[];
    outcomes: readonly string[]; // COUNTED: what the kernel writes of each world
    trace: readonly string[]; // of a relationship's month
    lives: readonly string[]; // buyer, supplier, relationship
  };
  leakages: readonly string[]; // columns of the accounts that sum to what is lost of the first best
  codes: {
    words: Readonly<Record<string, number>>; // "equal", "gain", "same", "mix", "imitate"
    forms: Readonly<Record<string, number>>; // "spot", "rigid", "flexible", "relational"
    decisions: readonly string[]; // what a step may be told to decide, in the order of their numbers
  };
  numbers: {
    not_given: number; // stands for a value that is left out
    lanes: number; // bonds in a block
    rows_of_block: number; // numbers that a block of bonds is kept in
    remembered: number; // partners that a firm remembers on the complete graph
  };
  game: {
    seen: Readonly<Record<"buyer" | "supplier", readonly string[]>>; // columns of its month's row that a firm knows
    at_first: Readonly<Record<"buyer" | "supplier", Readonly<Record<string, boolean>>>>; // a role's decisions, and the answers that stand until others are given
    order: readonly string[]; // a firm's decisions, as they come in a month
    passing: readonly string[]; // decisions whose answer holds for its month alone
    honest: Readonly<Record<string, boolean>>; // decisions in which a firm is honest or not, and the honest answer
    opening: readonly string[]; // those that can be asked as the month opens
  };
  principles: readonly string[];
  steps: readonly string[];
  fields: readonly Field[];
  strategies: Readonly<Record<string, Strategy>>; // those shipped; `sentence` and `source` among their fields
  presets: Readonly<Record<string, Preset>>; // "turbulent", "calm", …
}

/** Who may trade with whom, where not everybody may: the lists that `sim.network` makes. */
export interface Graph {
  supplierOf: readonly number[];
  buyerStart: readonly number[];
  buyerOf: readonly number[];
  edgeOf: readonly number[];
  supplierStart: readonly number[];
}

/** A market to play. A path that is missing is the field's default; order of strategies is that of the mapping. */
export interface Setting {
  seed: number; // 0 to 4294967295
  world: Readonly<Record<string, Value>>; // "trust.prior": 0.3
  strategies: Readonly<Record<string, Strategy>>;
  population: {
    buyers: Readonly<Record<string, number>>; // strategy → share; a role's shares sum to 1
    suppliers: Readonly<Record<string, number>>;
  };
  graph?: Graph; // none: everybody may trade with everybody, whatever `network.kind` says
}

/** What many worlds came to. Flat, first axis slowest; replicates of a design point follow each other. */
export interface Swept {
  worlds: number;
  outcomes: Float64Array; // [worlds × columns.outcomes]
  status: Int32Array; // [worlds], 0: all its numbers are finite
}

/** The same with what it was like on the way. Money is in months of the reference price. */
export interface Played extends Swept {
  months: number;
  buyers: number;
  suppliers: number;
  names: readonly string[]; // strategies, in the order of their numbers
  monthly: Float64Array; // [worlds × 3 × months], payoff per buyer slot: joint, buyers, suppliers
  firmsAlive: Float64Array; // [worlds × 2 × (months + 1)], share of founders that have not failed by an age
  relationshipsAlive: Float64Array; // [worlds × (months + 1)], Kaplan–Meier by age; nan: unknown
  spells: Int32Array; // [worlds × (months + 1) × 2], relationships that ended, or were censored, at an age
  accounts: Float64Array; // [worlds × 2 roles × columns.accounts], sums over the run, all strategies
  leakages: Float64Array; // [worlds × columns.accounts], the buyers' rows of these: each relationship once
  values: Float64Array; // [worlds × slots], payoff of each slot in the run; buyers, then suppliers
  deaths: Int32Array; // [worlds × slots], month in which the founder failed; 0: it lives
  founders: Int32Array; // [worlds × slots], the strategy that each slot began with
}

/** What a firm is told to decide in a month, whatever its rule says; as `sim.Decision`. */
export interface Decision {
  role: "buyer" | "supplier";
  slot: number;
  name: string; // one of codes.decisions: "tell", "keep", "propose", …
  answer: boolean | number | null; // of "propose" the supplier's slot, or null: to nobody
  partner?: number | null; // slot of the other side; none: whoever it is
}

/** All firms of a role as they are now; one number a slot. */
export interface Firms {
  strategy: Int32Array;
  cash: Float64Array;
  generation: Int32Array;
  alive: Uint8Array; // 0: the slot is empty and waits for an entrant
  value: Float64Array; // all payoffs of the slot so far
  payoff: Float64Array; // the last month's
}

/** One world, lived through month by month. Undo is a copy kept; replay is the same decisions again. */
export interface World {
  readonly month: number; // months played so far
  readonly months: number; // of the whole run
  readonly setting: Setting;
  readonly replicate: number;
  /** Play the next month; false where the run is over. */
  step(decisions?: readonly Decision[]): boolean;
  copy(): World;
  firms(role: "buyer" | "supplier"): Firms;
  /** What was done and made in a month that was played: [buyers × columns.trace]. */
  relationships(month: number): Float64Array;
  /** Sums of a month over all strategies: [2 roles × columns.accounts]. */
  accounts(month: number): Float64Array;
  /** Once the run is over, what it came to: [columns.outcomes]. */
  outcomes(): Float64Array;
}

/** The compiled kernel in this thread; see `pool.ts` for workers. Every call blocks until it is done. */
export interface Kernel {
  readonly description: Description;
  /** Replicates `first`, `first + 1`, … of one setting. */
  play(setting: Setting, first: number, each: number): Played;
  /** `each` replicates at every point of a design; a column gives a path its value at each point. */
  sweep(
    setting: Setting,
    columns: Readonly<Record<string, readonly number[]>>,
    first: number,
    each: number,
  ): Swept;
  world(setting: Setting, replicate: number): World;
}

/** What a worker may be asked; `ticket` numbers the request. */
export type Request =
  | { kind: "load"; module: WebAssembly.Module; description: Description }
  | { kind: "play"; ticket: number; setting: Setting; first: number; each: number }
  | {
      kind: "sweep";
      ticket: number;
      setting: Setting;
      columns: Readonly<Record<string, readonly number[]>>;
      first: number;
      each: number;
    };

export type Reply =
  | { kind: "ready" }
  | { kind: "broken"; message: string }
  | { kind: "done"; ticket: number; result: Played | Swept }
  | { kind: "failed"; ticket: number; message: string };

/** Workers that play in parallel. A signal that is aborted drops what waits; what runs ends unheard. */
export interface Pool {
  readonly size: number;
  /** Replicates `first`, `first` + 1, … in parts; parts come as they are done, `first` says which they are. */
  play(
    setting: Setting,
    replicates: { first: number; count: number },
    onPart: (part: Played, first: number) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  /** A design in parts of some points each; `from` is the place of the part's first point. */
  sweep(
    setting: Setting,
    columns: Readonly<Record<string, readonly number[]>>,
    replicates: { first: number; count: number },
    onPart: (part: Swept, from: number) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  close(): void;
}

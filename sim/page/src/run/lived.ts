/** One world of each market, lived through: played month by month in slices, so that nothing freezes. */

import { computed, effect, signal } from "@preact/signals";

import { description } from "../data";
import type { Kernel, World } from "../engine/types";
import { SIDES, type Side } from "../state/kinds";
import { settingOf } from "../state/setting";
import { played, state } from "../state/state";
import { view } from "../views";
import { failure } from "./conductor";

/** Milliseconds of play between two chances for the page to answer. */
const SLICE = 8;
/** Milliseconds between two pictures while months come. */
const BREATH = 200;
/** Milliseconds after the last move: the pictures above come first. */
const PATIENCE = 450;
const TRACE = new Map(description.columns.trace.map((name, place) => [name, place]));
const ACCOUNT = new Map(description.columns.accounts.map((name, place) => [name, place]));

/** Whether the kernel tells of trust itself, and not of what it is made of alone. */
export const TRUST_TOLD = TRACE.has("trust_buyer");

/** Sums since the start, at the end of a month. */
export interface Count {
  earned: number; // money, both sides
  fights: number; // months in which something was haggled over
  bankrupt: number; // firms
}

/** A relationship from its first month to its last, as far as months have come. */
export interface Spell {
  buyer: number;
  supplier: number;
  first: number; // month of the run, from 1
  last: number;
}

export class Lived {
  readonly counts: Count[] = [{ earned: 0, fights: 0, bankrupt: 0 }];
  readonly buyers: number;
  private readonly months: Float64Array[] = [];

  constructor(private readonly world: World) {
    this.buyers = world.firms("buyer").cash.length;
  }

  /** Months that were played. */
  get reached(): number {
    return this.months.length;
  }

  get length(): number {
    return this.world.months;
  }

  /** Play one month more; false at the end. */
  step(): boolean {
    if (this.world.month >= this.world.months) return false;
    this.world.step();
    const month = this.world.month - 1;
    this.months.push(this.world.relationships(month));
    const sums = this.world.accounts(month);
    const column = (name: string, role: number) => sums[role * description.columns.accounts.length + (ACCOUNT.get(name) ?? -1)] ?? 0;
    const before = this.counts.at(-1);
    this.counts.push({
      earned: (before?.earned ?? 0) + column("payoff", 0) + column("payoff", 1),
      fights: (before?.fights ?? 0) + column("haggled", 0),
      bankrupt: this.failures(),
    });
    return true;
  }

  /** Firms that have gone bankrupt so far: those that were followed by others, and empty slots. */
  private failures(): number {
    let found = 0;
    for (const role of ["buyer", "supplier"] as const) {
      const { generation, alive } = this.world.firms(role);
      generation.forEach((entrants, slot) => (found += entrants + (alive[slot] ? 0 : 1)));
    }
    return found;
  }

  /** A number of a buyer's relationship in a month (from 1); nan: it had none. */
  at(month: number, buyer: number, column: string): number {
    const width = description.columns.trace.length;
    const row = this.months[month - 1];
    if (!row || (row[buyer * width] ?? -1) < 0) return Number.NaN;
    return row[buyer * width + (TRACE.get(column) ?? width)] ?? Number.NaN;
  }

  /** How a side regards its partner: its trust, else the share of what it has seen that was good. */
  regard(month: number, buyer: number, side: "buyer" | "supplier"): number {
    if (TRUST_TOLD) return this.at(month, buyer, `trust_${side}`);
    const [good, bad] = [this.at(month, buyer, `good_${side}`), this.at(month, buyer, `bad_${side}`)];
    return good + bad === 0 ? 0.5 : good / (good + bad);
  }

  /** A buyer's relationships that had begun by a month, in order of time; they may last beyond it. */
  spells(buyer: number, until: number): Spell[] {
    const found: Spell[] = [];
    for (let month = 1; month <= this.reached; month += 1) {
      const supplier = this.at(month, buyer, "supplier");
      if (Number.isNaN(supplier)) continue;
      const last = found.at(-1);
      if (last && this.at(month, buyer, "age") !== 1) last.last = month;
      else if (month > until) break;
      else found.push({ buyer, supplier, first: month, last: month });
    }
    return found;
  }

  /** Whether a relationship is over: it had a month without it, or there is no month more. */
  over(spell: Spell): boolean {
    return spell.last < this.reached || this.reached === this.length;
  }
}

export const lived = signal<Record<Side, Lived> | null>(null);
/** Months that both worlds have reached. */
export const reached = signal(0);

let ticket = 0;
let told = 0;

/** Do something later, unless another world is wanted by then; what goes wrong is said on the page. */
function later(own: number, wait: number, act: () => void): void {
  setTimeout(() => {
    if (own !== ticket) return;
    try {
      act();
    } catch (error) {
      failure.value = String(error);
    }
  }, wait);
}

function advance(both: Record<Side, Lived>, own: number): void {
  const start = performance.now();
  let going = true;
  while (going && performance.now() - start < SLICE) going = SIDES.map((side) => both[side].step()).some(Boolean);
  const time = performance.now();
  if (!going || time - told > BREATH) {
    told = time;
    reached.value = Math.min(both.left.reached, both.right.reached);
  }
  if (going) later(own, 0, () => advance(both, own));
}

/** Which world is wanted: the month that is looked at makes no other. */
const wanted = computed(() => state.value.replicate);

/** Live through the chosen replicate anew whenever the state has moved, a moment after the last move. */
export function follow(kernel: Kernel): void {
  effect(() => {
    void played.value;
    const replicate = wanted.value;
    ticket += 1;
    if (view.value !== "laboratory") return;
    const own = ticket;
    later(own, PATIENCE, () => {
      const now = state.peek();
      const made = (side: Side) => new Lived(kernel.world(settingOf(now, side), replicate));
      const both = { left: made("left"), right: made("right") };
      lived.value = both;
      performance.mark("lived");
      advance(both, own);
    });
  });
}

/** One world, lived through month by month. Between steps it is a copy of its memory, and of nothing else. */

import { Block } from "./block";
import type { Machine } from "./memory";
import { lay, sizesOf, type Stage, staged } from "./stage";
import type { Decision, Description, Firms, Setting, World } from "./types";

const MOST_ORDERS = 256; // in a month
const ROLES = ["buyer", "supplier"] as const;
const ANYBODY = -1; // for a partner
const NOBODY = -1; // for an answer

/** A world before its first month. */
export function opened(
  machine: Machine,
  description: Description,
  setting: Setting,
  replicate: number,
): Stepped {
  const stage = staged(description, setting);
  const extent = { first: replicate, each: 1, kept: true, trace: true, orders: MOST_ORDERS };
  const block = new Block(description, sizesOf(description, stage, extent), machine.base);
  const memory = machine.upTo(block.end);
  lay(memory, block, stage, extent);
  return new Stepped(machine, description, stage, block, replicate, memory.slice(block.base, block.end), 0);
}

export class Stepped implements World {
  readonly months: number;
  readonly setting: Setting;

  constructor(
    private readonly machine: Machine,
    private readonly description: Description,
    private readonly stage: Stage,
    readonly block: Block,
    readonly replicate: number,
    readonly state: ArrayBuffer, // a copy of the memory in which the block lies
    public month: number,
  ) {
    this.months = stage.market.months;
    this.setting = stage.setting;
  }

  step(decisions: readonly Decision[] = []): boolean {
    if (this.month >= this.months) return false;
    const { base, end } = this.block;
    const memory = this.machine.upTo(end);
    const own = new Uint8Array(memory, base, end - base);
    own.set(new Uint8Array(this.state));
    this.block.set(memory, "since", this.month);
    this.block.set(memory, "until", this.month + 1);
    this.order(memory, decisions);
    this.machine.play(base);
    new Uint8Array(this.state).set(own);
    this.month += 1;
    return true;
  }

  private order(memory: ArrayBuffer, decisions: readonly Decision[]): void {
    if (decisions.length > MOST_ORDERS) throw new RangeError(`more than ${MOST_ORDERS} decisions in a month`);
    const rows = decisions.flatMap(({ role, slot, name, answer, partner }) => {
      const number = this.description.codes.decisions.indexOf(name);
      if (number < 0) throw new RangeError(`nobody decides "${name}"`);
      return [ROLES.indexOf(role), slot, partner ?? ANYBODY, number, Number(answer ?? NOBODY)];
    });
    this.block.setRows(memory, "orders.given", decisions.length);
    this.block.integers(memory, "orders.given").set(rows.map(BigInt));
  }

  copy(): Stepped {
    const { machine, description, stage, block, replicate, month } = this;
    return new Stepped(machine, description, stage, block, replicate, this.state.slice(0), month);
  }

  firms(role: "buyer" | "supplier"): Firms {
    const own = `${role}s`;
    return {
      strategy: this.small(`${own}.strategy`),
      cash: this.floats(`${own}.cash`),
      generation: this.small(`${own}.generation`),
      alive: Uint8Array.from(this.small(`${own}.returns`), (month) => (month < 0 ? 1 : 0)),
      value: this.floats(`${own}.value`),
      payoff: this.lastOf(own),
    };
  }

  relationships(month: number): Float64Array {
    const row = this.stage.market.buyers * this.description.columns.trace.length;
    return this.seen("traced").slice(month * row, (month + 1) * row);
  }

  accounts(month: number): Float64Array {
    const width = this.description.columns.accounts.length;
    const books = this.seen("accounts");
    const sums = new Float64Array(ROLES.length * width);
    const strategies = this.stage.names.length;
    for (let row = 0; row < ROLES.length * strategies; row += 1) {
      const into = Math.trunc(row / strategies) * width;
      const from = (row * this.months + month) * width;
      for (let column = 0; column < width; column += 1) sums[into + column]! += books[from + column]!;
    }
    return sums;
  }

  outcomes(): Float64Array {
    return this.floats("outcomes");
  }

  /** An array as it is now, not copied: the whole trace is megabytes, a month of it is not. */
  private seen(name: string): Float64Array {
    return this.block.floats(this.state, name, this.block.base);
  }

  private floats(name: string): Float64Array {
    return this.seen(name).slice();
  }

  /** The last month's payoffs by slot, from the ring of months; of a slot that was empty in that month, 0. */
  private lastOf(firms: string): Float64Array {
    const [kept = 1, slots = 0] = this.block.place(`${firms}.recent`).shape;
    const row = (this.month + kept - 1) % kept;
    const delay = this.stage.worlds[this.description.columns.world.indexOf("money_entry_delay")] ?? 0;
    const [born, returns] = [this.small(`${firms}.born`), this.small(`${firms}.returns`)];
    const lived = (slot: number) => born[slot]! < this.month && (returns[slot]! < 0 || returns[slot]! - delay === this.month - 1);
    return this.seen(`${firms}.recent`).slice(row * slots, (row + 1) * slots).map((payoff, slot) => (lived(slot) ? payoff : 0));
  }

  private small(name: string): Int32Array {
    return this.block.small(this.state, name, this.block.base);
  }
}

/** The kernel's arguments in one block of memory, as `sim.block` lays them out for native play. */

import type { Description, Part } from "./types";

const CELL = 8; // bytes
const LINE = 64; // bytes; numbers that lie in two lines of the cache cost twice as much

export type Sizes = Readonly<Record<string, number>>;

export type Numbers = Float64Array | BigInt64Array | Uint8Array;

/** Where an argument lies; addresses are bytes from the beginning of memory. */
export interface Place {
  readonly part: Part;
  readonly cell: number;
  readonly shape: readonly number[]; // of an array; records have their columns as last axis
  readonly at: number;
  readonly count: number;
}

/** Arguments of some sizes, placed from address `base` on. */
export class Block {
  readonly places: ReadonlyMap<string, Place>;
  readonly end: number;

  constructor(
    private readonly description: Description,
    sizes: Sizes,
    readonly base: number,
  ) {
    const cells = description.layout.reduce((count, part) => count + cellsOf(part), 0);
    const places = new Map<string, Place>();
    let cell = base;
    let at = base + cells * CELL;
    for (const part of description.layout) {
      const shape = this.shape(part, sizes);
      const count = shape.reduce((product, length) => product * length, 1);
      const isArray = "dims" in part;
      if (isArray) at = Math.ceil(at / LINE) * LINE;
      places.set(part.name, { part, cell, shape, at, count });
      cell += cellsOf(part) * CELL;
      if (isArray) at += count * bytesOf(part);
    }
    this.places = places;
    this.end = at;
  }

  private shape(part: Part, sizes: Sizes): readonly number[] {
    if (!("dims" in part)) return [];
    const lengths = part.dims.map((dim) => (typeof dim === "number" ? dim : known(sizes, dim)));
    return part.kind === "record" ? [...lengths, this.description.columns[part.columns].length] : lengths;
  }

  /** All zero, and every array known by its address and lengths. */
  write(memory: ArrayBufferLike): void {
    new Uint8Array(memory, this.base, this.end - this.base).fill(0);
    const view = new DataView(memory);
    for (const { part, cell, shape, at } of this.places.values()) {
      if (!("dims" in part)) continue;
      view.setBigInt64(cell, BigInt(at), true);
      part.dims.forEach((_, axis) => {
        view.setBigInt64(cell + (axis + 1) * CELL, BigInt(shape[axis] ?? 0), true);
      });
    }
  }

  /** Write a plain argument into its cell. */
  set(memory: ArrayBufferLike, name: string, value: number): void {
    const { part, cell } = this.place(name);
    const view = new DataView(memory);
    if (part.kind === "float") view.setFloat64(cell, value, true);
    else view.setBigInt64(cell, BigInt(value), true);
  }

  /** Say that an array has so many rows; its memory stays what it is. */
  setRows(memory: ArrayBufferLike, name: string, rows: number): void {
    new DataView(memory).setBigInt64(this.place(name).cell + CELL, BigInt(rows), true);
  }

  place(name: string): Place {
    const found = this.places.get(name);
    if (found === undefined) throw new RangeError(`the kernel has no argument ${name}`);
    return found;
  }

  /** An array's numbers as they lie in memory, or in a copy of it that begins at address `from`; records are floats. */
  numbers(memory: ArrayBufferLike, name: string, from = 0): Numbers {
    const { part, at, count } = this.place(name);
    const kind = part.kind === "array" ? part.dtype : "float64";
    if (kind === "int64") return new BigInt64Array(memory, at - from, count);
    if (kind === "bool") return new Uint8Array(memory, at - from, count);
    return new Float64Array(memory, at - from, count);
  }

  floats(memory: ArrayBufferLike, name: string, from = 0): Float64Array {
    const found = this.numbers(memory, name, from);
    if (found instanceof Float64Array) return found;
    throw new TypeError(`${name} holds no floats`);
  }

  integers(memory: ArrayBufferLike, name: string, from = 0): BigInt64Array {
    const found = this.numbers(memory, name, from);
    if (found instanceof BigInt64Array) return found;
    throw new TypeError(`${name} holds no integers`);
  }

  /** A copy of an array of integers, none of which is beyond 2³¹. */
  small(memory: ArrayBufferLike, name: string, from = 0): Int32Array {
    return Int32Array.from(this.integers(memory, name, from), Number);
  }
}

function cellsOf(part: Part): number {
  return "dims" in part ? 1 + part.dims.length : 1;
}

function bytesOf(part: Part): number {
  return part.kind === "array" && part.dtype === "bool" ? 1 : CELL;
}

function known(sizes: Sizes, name: string): number {
  const size = sizes[name];
  if (size === undefined) throw new RangeError(`how long \`${name}\` is, is not known`);
  return size;
}

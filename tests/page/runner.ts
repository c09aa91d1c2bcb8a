/**
 * Plays in Node what Python asks for, so that Python may compare every byte.
 *
 * A line of JSON in; out: a line of JSON with the lengths of what follows, then those bytes.
 */

import { readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";

import { Block } from "../../sim/page/src/engine/block";
import { load } from "../../sim/page/src/engine/kernel";
import { Machine } from "../../sim/page/src/engine/memory";
import { type Columns, lay, sizesOf, staged } from "../../sim/page/src/engine/stage";
import type { Decision, Description, Setting } from "../../sim/page/src/engine/types";
import { opened } from "../../sim/page/src/engine/world";
import { logAt, placeOf } from "../../sim/page/src/game/address";
import { Course } from "../../sim/page/src/game/course";
import { atFirst, decisionsOf, outlook, sightOf, standingAfter, type Seat } from "../../sim/page/src/game/firm";
import type { Chosen } from "../../sim/page/src/game/market";
import type { Answers } from "../../sim/page/src/room/protocol";

interface Asked {
  kind: "laid" | "stepped" | "summed" | "timed" | "gamed" | "coursed";
  setting: Setting;
  columns?: Columns;
  first: number;
  each: number;
  kept: boolean;
  trace: boolean;
  decisions?: readonly (readonly Decision[])[]; // by month
  seats?: readonly Seat[];
  chosen?: readonly Chosen[];
  given?: readonly (readonly Answers[])[]; // by month and seat: answers that are not those that stand
}

const STDOUT = 1;
const TRIES = 5;
const [modulePath = "", descriptionPath = ""] = process.argv.slice(2);
const bytes = readFileSync(modulePath);
const description = JSON.parse(readFileSync(descriptionPath, "utf8")) as Description;
const machine = await Machine.of(bytes);
const kernel = await load(bytes, description);

/** The bytes of every argument in order: a plain one its cell, an array its lengths and its numbers. */
function copied(memory: ArrayBufferLike, block: Block): Uint8Array[] {
  return [...block.places.values()].flatMap(({ part, cell, shape, at, count }) => {
    if (!("dims" in part)) return [new Uint8Array(memory, cell - block.base, 8).slice()];
    const width = part.kind === "array" && part.dtype === "bool" ? 1 : 8;
    const lengths = Uint8Array.from(new Uint8Array(BigInt64Array.from(shape.map(BigInt)).buffer));
    return [lengths, new Uint8Array(memory, at - block.base, count * width).slice()];
  });
}

/** All arguments as they are laid out, and again once they were played. */
function laid({ setting, columns, first, each, kept, trace }: Asked): Uint8Array[] {
  const stage = staged(description, setting, columns);
  const extent = { first, each, kept, trace, orders: 0 };
  const block = new Block(description, sizesOf(description, stage, extent), machine.base);
  const memory = machine.upTo(block.end);
  lay(memory, block, stage, extent);
  const before = copied(memory.slice(block.base, block.end), block);
  machine.play(block.base);
  return [...before, ...copied(memory.slice(block.base, block.end), block)];
}

/** The arguments of one world once all its months were played one by one, every fifth of them in a copy. */
function stepped({ setting, first, decisions = [] }: Asked): Uint8Array[] {
  let world = opened(machine, description, setting, first);
  while (world.month < world.months) {
    if (world.month % 5 === 4) {
      const left = world;
      world = world.copy();
      left.step(); // and what becomes of the other one is nobody's concern
    }
    world.step(decisions[world.month]);
  }
  return copied(world.state, world.block);
}

/** What the page draws: the measures of played worlds. */
function summed({ setting, first, each }: Asked): Uint8Array[] {
  const { outcomes, monthly, firmsAlive, relationshipsAlive, accounts } = kernel.play(setting, first, each);
  return [outcomes, monthly, firmsAlive, relationshipsAlive, accounts].map(
    (numbers) => new Uint8Array(numbers.buffer),
  );
}

/** Milliseconds of playing, summing included. */
function timed({ setting, first, each }: Asked): Uint8Array[] {
  const times = Array.from({ length: TRIES }, () => {
    const start = performance.now();
    kernel.play(setting, first, each);
    return performance.now() - start;
  });
  return [new Uint8Array(Float64Array.from(times).buffer)];
}

/** A number as JSON has none: so that Python reads what it was. */
function plainly(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** A game of some seats: month by month what comes up for each, what then stands, and what each sees. */
function gamed({ setting, first, seats = [], given = [] }: Asked): Uint8Array[] {
  const world = opened(machine, description, setting, first);
  let standing = seats.map(({ role }) => atFirst(description, role));
  const months = given.map((changed) => {
    const told = (without: number) => seats.flatMap((seat, place) => (place === without ? [] : decisionsOf(description, seat, standing[place] ?? {})));
    const asked = seats.map((seat, place) => outlook(description, world, seat, standing[place] ?? {}, told(place)).came);
    standing = standing.map((answers, place) => ({ ...answers, ...changed[place] }));
    world.step(told(-1));
    standing = standing.map((answers, place) => standingAfter(description, seats[place]!.role, answers));
    return { asked, standing, sights: seats.map((seat) => sightOf(description, world, seat)) };
  });
  return [Buffer.from(JSON.stringify(months, plainly))];
}

/**
 * Games played with what stands, but that every asked change is ordered, and who is seen to break a promise is sued and
 * watched from then on: where each stops, and what it comes to; and the same of the game that its address names.
 */
function coursed({ chosen = [] }: Asked): Uint8Array[] {
  const games = chosen.map((one) => {
    const course = new Course(kernel, one);
    while (!course.over) {
      const stop = course.opening();
      const said = stop.asked.includes("order") ? { ...course.standing, order: true } : course.standing;
      const draft = course.draft(said, stop);
      const sued = draft.closing.asked.includes("sue");
      course.keep(draft, { ...said, sue: sued }, draft.closing.reasons.includes("broke") ? { ...said, monitor: true } : null);
    }
    const again = new Course(kernel, one);
    const order = description.game.order;
    again.replay(logAt(order, placeOf(order, one, course.months)));
    const stops = ({ months }: Course) => months.map(({ opening, closing }) => [opening, closing]);
    return { stops: stops(course), sights: course.sights, stopsAgain: stops(again), sightsAgain: again.sights };
  });
  return [Buffer.from(JSON.stringify(games, plainly))];
}

const answers = { laid, stepped, summed, timed, gamed, coursed };

function write(part: Uint8Array): void {
  for (let done = 0; done < part.length; ) {
    try {
      done += writeSync(STDOUT, part, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error; // the pipe is full
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line) as Asked;
  let parts: Uint8Array[] = [];
  let failed = "";
  try {
    parts = answers[asked.kind](asked);
  } catch (error) {
    failed = String(error);
  }
  write(Buffer.from(`${JSON.stringify({ failed, lengths: parts.map((part) => part.length) })}\n`));
  parts.forEach(write);
}

/** What played worlds came to, copied and summed from the kernel's arrays. */

import type { Block } from "./block";
import type { Stage } from "./stage";
import type { Description, Played, Swept } from "./types";

const ROLES = 2;
const RELATIONSHIP = 2; // place in columns.lives
const KINDS = 3;

/** The numbers of every world, whatever else is kept. */
export function swept(memory: ArrayBufferLike, block: Block): Swept {
  const status = block.small(memory, "status");
  return { worlds: status.length, status, outcomes: block.floats(memory, "outcomes").slice() };
}

/** The same with months, lives and slots; for worlds whose accounts were all kept. */
export function summed(
  description: Description,
  memory: ArrayBufferLike,
  block: Block,
  stage: Stage,
): Played {
  const { buyers, suppliers, months } = stage.market;
  const deaths = block.small(memory, "deaths");
  const spells = relationshipsEnded(memory, block, stage);
  const booked = sums(description, memory, block, stage);
  return {
    ...swept(memory, block),
    months,
    buyers,
    suppliers,
    names: stage.names,
    ...booked,
    spells,
    firmsAlive: shareAlive(deaths, buyers, suppliers, months),
    relationshipsAlive: survival(spells, months + 1),
    values: block.floats(memory, "values").slice(),
    deaths,
    founders: block.small(memory, "founders"),
  };
}

interface Booked {
  monthly: Float64Array;
  accounts: Float64Array;
  leakages: Float64Array;
}

/** Sums over strategies, then over months, in the order in which Python's tables make them. */
function sums(description: Description, memory: ArrayBufferLike, block: Block, stage: Stage): Booked {
  const books = block.floats(memory, "accounts");
  const { buyers, months } = stage.market;
  const width = description.columns.accounts.length;
  const payoff = description.columns.accounts.indexOf("payoff");
  const size = months * width;
  const worlds = books.length / (ROLES * stage.names.length * size);
  const monthly = new Float64Array(worlds * (1 + ROLES) * months);
  const accounts = new Float64Array(worlds * ROLES * width);
  const leakages = new Float64Array(worlds * width);
  const month = new Float64Array(size);
  for (let world = 0; world < worlds; world += 1) {
    const first = world * (1 + ROLES) * months;
    for (let role = 0; role < ROLES; role += 1) {
      pooled(books, (world * ROLES + role) * stage.names.length * size, stage.names.length, month);
      const row = accounts.subarray((world * ROLES + role) * width, (world * ROLES + role + 1) * width);
      for (let cell = 0; cell < size; cell += 1) row[cell % width]! += month[cell]!;
      for (let at = 0; at < months; at += 1) {
        monthly[first + (1 + role) * months + at] = month[at * width + payoff]! / buyers;
      }
    }
    for (let at = first; at < first + months; at += 1) {
      monthly[at] = monthly[at + months]! + monthly[at + 2 * months]!;
    }
    leakages.set(accounts.subarray(world * ROLES * width, (world * ROLES + 1) * width), world * width);
  }
  return { monthly, accounts, leakages };
}

/** The sum of as many tables as there are strategies, one after another from `start` on. */
function pooled(books: Float64Array, start: number, strategies: number, into: Float64Array): void {
  into.set(books.subarray(start, start + into.length));
  for (let strategy = 1; strategy < strategies; strategy += 1) {
    const from = start + strategy * into.length;
    for (let cell = 0; cell < into.length; cell += 1) into[cell]! += books[from + cell]!;
  }
}

/** Relationships by age, strategies pooled: how many ended, how many were censored; [worlds × ages × 2]. */
function relationshipsEnded(memory: ArrayBufferLike, block: Block, stage: Stage): Int32Array {
  const lives = block.small(memory, "lives");
  const ages = stage.market.months + 1;
  const strategies = stage.names.length;
  const worlds = lives.length / (KINDS * strategies * ages * 2);
  const spells = new Int32Array(worlds * ages * 2);
  for (let world = 0; world < worlds; world += 1) {
    for (let strategy = 0; strategy < strategies; strategy += 1) {
      const from = ((world * KINDS + RELATIONSHIP) * strategies + strategy) * ages * 2;
      for (let cell = 0; cell < ages * 2; cell += 1) spells[world * ages * 2 + cell]! += lives[from + cell]!;
    }
  }
  return spells;
}

/**
 * Kaplan and Meier's survival by age, of each world's spells [worlds × ages × 2]; nan once nobody is at risk
 * and the last one was censored. Spells of several worlds may be added up and given as one world's.
 */
export function survival(spells: Int32Array, ages: number): Float64Array {
  const worlds = spells.length / (ages * 2);
  const curve = new Float64Array(worlds * ages);
  for (let world = 0; world < worlds; world += 1) {
    const own = spells.subarray(world * ages * 2, (world + 1) * ages * 2);
    let atRisk = own.reduce((total, count) => total + count, 0);
    let share = atRisk > 0 ? 1 : NaN;
    for (let age = 0; age < ages; age += 1) {
      if (atRisk > 0) share *= 1 - own[2 * age]! / atRisk;
      else if (share > 0) share = NaN;
      curve[world * ages + age] = share;
      atRisk -= own[2 * age]! + own[2 * age + 1]!;
    }
  }
  return curve;
}

/** The share of each role's founders that had not failed by an age: [worlds × 2 × ages]. */
function shareAlive(deaths: Int32Array, buyers: number, suppliers: number, months: number): Float64Array {
  const slots = buyers + suppliers;
  const ages = months + 1;
  const worlds = deaths.length / slots;
  const alive = new Float64Array(worlds * ROLES * ages);
  for (let world = 0; world < worlds; world += 1) {
    [buyers, suppliers].forEach((count, role) => {
      const start = world * slots + role * buyers;
      const failed = new Int32Array(ages);
      for (const month of deaths.subarray(start, start + count)) if (month > 0) failed[month]! += 1;
      let living = count;
      for (let age = 0; age < ages; age += 1) {
        living -= failed[age]!;
        alive[(world * ROLES + role) * ages + age] = living / count;
      }
    });
  }
  return alive;
}

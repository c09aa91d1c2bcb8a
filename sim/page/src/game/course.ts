/** A game as it goes: its months, what was decided in each, and the worlds between them. */

import type { Decision, Kernel, World } from "../engine/types";
import type { Answers, Sight } from "../room/protocol";
import { atFirst, decisionsOf, outlook, sightOf, standingAfter } from "./firm";
import { found, MONTHS, type Chosen, type Found } from "./market";
import { after, before, BEGINNINGS, type Past, type Reason, type Stop } from "./stops";

/** A month as it was decided. */
export interface Logged {
  readonly answers: Answers;
  readonly wanted: Answers | null; // what is to hold from the next month on, where that was said once this one was seen
}

/** A month that was played. */
export interface Month extends Logged {
  readonly came: readonly string[]; // decisions that it turned on
  readonly opening: Stop;
  readonly closing: Stop;
  readonly sight: Sight;
}

/** A month that was played in a copy, and may be played again once what was seen in it is answered. */
export interface Draft extends Month {
  readonly world: World;
}

/** Whether some answer is another one; one that is not there is no. */
function differs(one: Answers, other: Answers): boolean {
  return Object.keys({ ...one, ...other }).some((name) => (one[name] ?? false) !== (other[name] ?? false));
}

export class Course {
  readonly months: Month[] = [];
  readonly market: Found;
  /** As it was before each month; the last one is as it is now. */
  private readonly worlds: World[];

  constructor(readonly kernel: Kernel, readonly chosen: Chosen) {
    this.market = found(kernel, chosen);
    this.worlds = [kernel.world(this.market.setting, this.market.replicate)];
  }

  get over(): boolean {
    return this.months.length >= MONTHS;
  }

  get sights(): readonly Sight[] {
    return this.months.map((month) => month.sight);
  }

  /** What holds if nothing is said. */
  get standing(): Answers {
    const last = this.months.at(-1);
    return last ? this.standingAfter(last.wanted ?? last.answers) : atFirst(this.kernel.description, this.chosen.role);
  }

  private standingAfter(answers: Answers): Answers {
    return standingAfter(this.kernel.description, this.chosen.role, answers);
  }

  /** The world before a month (from 0). */
  worldAt(month: number): World {
    const world = this.worlds[month];
    if (!world) throw new RangeError(String(month));
    return world;
  }

  /** All decisions, by month. */
  get decisions(): readonly (readonly Decision[])[] {
    return this.months.map(({ answers }) => decisionsOf(this.kernel.description, this.market.seat, answers));
  }

  private outlook(answers: Answers): { sight: Sight; came: readonly string[]; world: World } {
    const { kernel: { description }, market: { seat } } = this;
    const { after: world, ...turned } = outlook(description, this.worldAt(this.months.length), seat, answers);
    return { world, ...turned, sight: sightOf(description, world, seat) };
  }

  private past(opening?: Stop): Past {
    const stops = this.months.map((month) => [...month.opening.reasons, ...month.closing.reasons]);
    const since = (reason: Reason) => {
      for (let back = 1; back <= stops.length; back += 1) {
        const there = stops.at(-back) ?? [];
        if (there.includes(reason)) return back;
        if (there.some((one) => BEGINNINGS.includes(one))) break;
      }
      return opening?.reasons.includes(reason) ? 0 : Number.POSITIVE_INFINITY;
    };
    return { sights: this.sights, since, quiet: this.months.length - 1 - this.lastStop };
  }

  /** What is to be decided as the next month opens. */
  opening(): Stop {
    const { sight, came } = this.outlook(this.standing);
    return before(this.past(), sight, came, MONTHS);
  }

  /** What comes up in the next month with other answers. */
  came(answers: Answers): readonly string[] {
    return this.outlook(answers).came;
  }

  /** The next month with these answers; nothing is decided by it yet. */
  draft(answers: Answers, opening: Stop): Draft {
    const { world, sight, came } = this.outlook(answers);
    const closing = after(this.market.seat.role, this.past(opening), sight, came, MONTHS);
    return { answers, opening, closing, world, sight, came, wanted: null };
  }

  /** The next month as it was seen before something was answered to what was seen. */
  redraft(answers: Answers, opening: Stop): Draft {
    return this.draft({ ...answers, sue: this.standing["sue"] ?? false, leave: false }, opening);
  }

  /** The month is played with these answers, for good; from the next one on others may hold. */
  keep(draft: Draft, answers: Answers = draft.answers, wanted: Answers | null = null): void {
    const { world, sight, came } = differs(answers, draft.answers) ? this.outlook(answers) : draft;
    const other = wanted && differs(this.standingAfter(wanted), this.standingAfter(answers)) ? wanted : null;
    this.months.push({ answers, came, sight, opening: draft.opening, closing: draft.closing, wanted: other });
    this.worlds.push(world);
  }

  /** Take months back, until so many are left. */
  back(month: number): void {
    this.months.length = Math.min(this.months.length, month);
    this.worlds.length = this.months.length + 1;
  }

  /** How many months were played when something was last asked. */
  get lastStop(): number {
    return this.months.findLastIndex(({ opening, closing }) => opening.reasons.length + closing.reasons.length > 0);
  }

  /** Play months with known answers: a game that was begun elsewhere. */
  replay(log: readonly Logged[]): void {
    for (const { answers, wanted } of log.slice(0, MONTHS)) {
      this.keep(this.redraft(answers, this.opening()), answers, wanted);
    }
  }
}

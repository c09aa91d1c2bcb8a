/** What a page and the room's server say to each other: JSON over one WebSocket at `/room`, a message a frame. */

export type Role = "buyer" | "supplier";

/** What a firm knows after a month; see `sim.game`. */
export interface Sight {
  month: number; // months played
  alive: boolean; // false: the firm has failed, and its slot waits for the next one
  cash: number; // money: months of the reference price
  value: number; // all payoffs of the slot so far
  payoff: number; // the last month's
  partner: number | null; // slot of the other side
  row: Readonly<Record<string, number>> | null; // columns that it knows of its relationship's month
}

/** A firm's answers in a month, by the names of `description.game.order`. */
export type Answers = Readonly<Record<string, boolean>>;

// From the page. The first message is `join` or `teach`; whatever cannot be done is answered by `refused`.

/** Take a seat, or come back to one with its token. Without a role the server balances the two. */
export interface Join { do: "join"; code: string; name: string; role: Role | null; token: string | null }
export interface Teach { do: "teach"; key: string }
/** All answers for the month that is being decided; sent again, the later holds while the month is open. */
export interface Decide { do: "decide"; month: number; answers: Answers } // `month` is `Common.month`; `answers` are all that `standing` has
/** Give the seat up; the token takes it again. Answered by `accepted`. */
export interface Leave { do: "leave" }

// The teacher's alone.
export interface Start { do: "start"; seconds: number } // for a month; 0: no timer
export interface Pause { do: "pause" }
export interface Resume { do: "resume" }
export interface Close { do: "close"; month: number } // this month, now; `month` is `Common.month`
export interface Release { do: "release"; number: number } // take a seat away: it is free for somebody else
export interface Reveal { do: "reveal"; names: boolean }
export interface End { do: "end" }

export type Said = Join | Teach | Decide | Leave | Start | Pause | Resume | Close | Release | Reveal | End;

// From the server.

export interface Refused { is: "refused"; to: string; why: string } // `to`: the `do` that was refused, or ""
export interface Joined { is: "joined"; token: string; name: string; role: Role }
/** A decision is kept: it will count even if everything fails now. */
export interface Accepted { is: "accepted"; month: number }

export type Phase = "lobby" | "deciding" | "paused" | "over";

/** What all know. */
export interface Common {
  phase: Phase;
  month: number; // months played; the one that is decided is the next
  months: number;
  left: number | null; // seconds until the month closes; null: no timer runs
  players: number; // seats taken
  here: number; // of these, connected
  decided: number; // of these, decided for this month, or asked nothing
}

/** To players, whenever nothing but this has changed, at most twice a second: it takes the place of the same fields of `Mine`. */
export interface All extends Common { is: "all" }

/** A player's own state; sent after joining and whenever anything of its own in it changes, whole. */
export interface Mine extends Common {
  is: "mine";
  seat: { role: Role; slot: number } | null; // null: in the lobby
  sights: readonly Sight[]; // of all months since this player has the seat
  asked: readonly string[]; // what comes up this month, of `description.game.opening`
  standing: Answers; // what holds if nothing is sent
  sent: Answers | null; // what was sent for this month
  reveal: Revealed | null;
}

/** The teacher's board; sent whenever anything in it changes, whole. */
export interface Board extends Common {
  is: "board";
  code: string;
  link: string; // for phones: the address that the code of squares holds
  contract: string; // the strategy by which seats act where nothing is decided
  seed: number;
  seats: readonly { number: number; name: string; role: Role; here: boolean; decided: boolean }[];
  reveal: Revealed | null;
}

/** What the class sees once the teacher reveals it; without names unless she said so. */
export interface Revealed {
  // By month, means: own trust in the partner (null: nobody had one), payoff, share of honest answers (null: nothing of it came up).
  months: readonly { trust: number | null; value: number; honest: number | null }[];
  firms: readonly { name: string | null; role: Role; value: number; honest: number | null; relationships: number; mine: boolean }[];
  simulated: Readonly<Record<Role, number | null>>; // mean value of a firm that nobody plays; null: all are played
}

export type Told = Refused | Joined | Accepted | All | Mine | Board;

/** What the state asks the kernel to play, and the command that plays the same with Python. */

import { description, embedded } from "../data";
import type { Setting, Strategy, Value } from "../engine/types";
import { isText, strategyFields, written } from "./address";
import { SIDES, type Side, type State } from "./kinds";
import { strategyOf } from "./state";

export const OPPORTUNIST = "opportunist";

/** The strategies of a market by their names, in the order in which Python knows them: shipped ones first. */
export function settingOf(state: State, side: Side): Setting {
  const share = state.opportunists;
  const own: Record<string, Strategy> = { [side]: strategyOf(state[side]) };
  const shipped = description.strategies[OPPORTUNIST];
  const mixed = share > 0 && shipped !== undefined;
  const strategies = mixed ? { [OPPORTUNIST]: shipped, ...own } : own;
  const held: Record<string, number> = mixed ? { [side]: 1 - share, [OPPORTUNIST]: share } : { [side]: 1 };
  return { seed: state.seed, world: state.world, strategies, population: { buyers: held, suppliers: held } };
}

/** What `experiment=laboratory` must be told so that it plays this. */
export function overrides(state: State): string[] {
  const told = Object.entries(state.world).map(([path, value]) => `${path}=${written(value)}`);
  for (const side of SIDES) {
    const own = description.strategies[embedded.own[side]];
    const now = strategyOf(state[side]);
    for (const { name } of strategyFields().filter((field) => !isText(field))) {
      const value: Value = now[name] ?? null;
      if (written(own?.[name] ?? null) !== written(value)) told.push(`strategies.${side}.${name}=${written(value)}`);
    }
    if (state.opportunists > 0) {
      const rest = String(1 - state.opportunists);
      told.push(`arms.${side}.population={${side}: ${rest}, ${OPPORTUNIST}: ${state.opportunists}}`);
    }
  }
  return told;
}

const PLAIN = /^[\w.=+-]+$/;

/** The line for a shell. */
export function commandLine(state: State, replicates: number): string {
  const asked = [...overrides(state), `replicates=${replicates}`, `seed=${state.seed}`];
  const quoted = asked.map((one) => (PLAIN.test(one) ? one : `"${one}"`));
  return ["wiifwe", "experiment=laboratory", ...quoted].join(" ");
}

/** The lines for Python. */
export function pythonLines(state: State, replicates: number): string {
  const list = overrides(state).map((one) => JSON.stringify(one));
  const given = list.length ? `, overrides=[${list.join(", ")}]` : "";
  return [
    "import sim",
    `scenario = sim.load("laboratory"${given})`,
    `result = sim.run_ensemble(scenario, replicates=${replicates}, seed=${state.seed})`,
    "result.replicates",
  ].join("\n");
}

/** Opens the page: the address is read, workers are begun, and everything follows what is chosen. */

import { effect } from "@preact/signals";
import { render } from "preact";

import { App } from "./app";
import { description, moduleBytes, workerSource } from "./data";
import { follow as followAxes } from "./draw/axes";
import { follow as followGuess } from "./panels/guess";
import { failure, follow as conduct } from "./run/conductor";
import { engine, started } from "./run/engine";
import { follow as live } from "./run/lived";
import { address, open, view } from "./views";

/** The address is written a moment after the last move, and read where somebody else has changed it. */
const SETTLED = 250;

function keepAddress(): void {
  let waiting = 0;
  effect(() => {
    const wanted = address.value;
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      if (location.hash.replace(/^#/, "") !== wanted) history.replaceState(null, "", wanted ? `#${wanted}` : location.pathname);
    }, SETTLED);
  });
  window.addEventListener("hashchange", () => open(location.hash));
}

async function play(): Promise<void> {
  const { kernel, pool } = (engine.value = await started(await moduleBytes(), description, workerSource()));
  followAxes();
  followGuess();
  conduct(pool);
  live(kernel);
}

/** Begin to play where something plays: in a room the server does, and a phone's battery is spared. */
function playWhenWanted(): void {
  let begun = false;
  effect(() => {
    if (begun || view.value === "room") return;
    begun = true;
    play().catch((error: unknown) => {
      failure.value = String(error);
    });
  });
}

function begin(): void {
  open(location.hash);
  const place = document.getElementById("app");
  if (!place) return;
  render(<App />, place);
  keepAddress();
  playWhenWanted();
}

begin();

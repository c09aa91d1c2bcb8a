/** All other fields of the world, by their groups; made from the fields themselves. */

import { signal } from "@preact/signals";

import { description } from "../data";
import { LEVERED } from "../state/levers";
import { setWorld, worldValue } from "../state/state";
import { meaning, named, t } from "../words";
import { FieldControl } from "./control";

/** The page has the complete graph alone: the others are made with Python. Of the network its degree remains. */
const WITHOUT = new Set(["network.kind", "network.rewiring", "network.communities", "network.mixing", "network.file"]);

const isOpen = signal(false);

export function Drawer() {
  const fields = description.fields.filter(
    (field) => !field.path.startsWith("strategies.") && !LEVERED.has(field.path) && !WITHOUT.has(field.path),
  );
  const groups = [...new Set(fields.map((field) => field.group))];
  return (
    <details class="drawer" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>{t("drawer.title")}</summary>
      <p class="hint">{t("drawer.hint")}</p>
      {isOpen.value ? groups.map((group) => (
        <details>
          <summary>{named("group", group)}</summary>
          {fields.filter((field) => field.group === group).map((field) => (
            <div data-path={field.path}>
              <FieldControl field={field} label={meaning(field.path)} value={worldValue(field.path)} set={(value) => setWorld(field.path, value)} />
            </div>
          ))}
        </details>
      )) : null}
    </details>
  );
}

/** One control for each kind of field: a slider, a switch, a choice, a number; all of them by keyboard too. */

import { useId } from "preact/hooks";

import type { Field, Value } from "../engine/types";
import { rounded } from "../state/levers";
import { highOf, isBounded, MOST_FIRMS, read } from "../state/address";
import { duration, named, number, percent, t } from "../words";

/** Whether a field is read as a share of one. */
export function isShare(field: Field): boolean {
  return field.type === "float" && field.unit === "1" && field.low === 0 && field.high === 1;
}

/** A field's value as it is read, with its unit. */
export function shownValue(field: Field, value: Value): string {
  if (value === null) return t("control.none");
  if (typeof value !== "number") return String(value);
  if (isShare(field)) return percent(value);
  const digits = field.type === "int" || Math.abs(value) >= 100 ? 0 : 2;
  if (field.unit === "months" && value === 1) return duration(value);
  const said = number(value, digits);
  return field.unit === "1" ? said : t("control.with_unit", { number: said, unit: named("unit", field.unit) });
}

interface SliderProps {
  label: string;
  hint?: string | undefined;
  field: Field;
  low: number;
  high: number;
  step: number;
  value: number | null;
  set: (value: number | null) => void;
  own?: number | null; // what a switch begins with where the field may be none
  id?: string;
}

export function Slider({ label, hint, field, low, high, step, value, set, own = null, id }: SliderProps) {
  const made = useId();
  const key = id ?? made;
  const moved = (event: Event) => set(rounded(Number((event.currentTarget as HTMLInputElement).value)));
  const none = value === null;
  return (
    <div class={`control ${none ? "none" : ""}`}>
      <div class="named">
        <label for={key}>{label}</label>
        <output for={key}>{shownValue(field, value)}</output>
      </div>
      <div class="with-switch">
        {field.optional ? (
          <input
            type="checkbox" checked={!none} aria-label={t("control.set", { name: label })}
            onChange={() => set(none ? (own ?? (low + high) / 2) : null)}
          />
        ) : null}
        <input
          id={key} type="range" min={low} max={high} step={step} value={value ?? own ?? low} disabled={none}
          aria-valuetext={shownValue(field, value)} onInput={moved} {...(hint ? { "aria-describedby": `${key}-hint` } : {})}
        />
      </div>
      {hint ? <p class="hint" id={`${key}-hint`}>{hint}</p> : null}
    </div>
  );
}

export function Switch({ label, on, set }: { label: string; on: boolean; set: (on: boolean) => void }) {
  return (
    <label class="switch">
      <input type="checkbox" role="switch" checked={on} onChange={() => set(!on)} />
      <span>{label}</span>
    </label>
  );
}

interface FieldProps {
  field: Field;
  label: string;
  value: Value;
  set: (value: Value) => void;
}

function Choice({ field, label, value, set }: FieldProps) {
  const key = useId();
  return (
    <div class="control">
      <label for={key}>{label}</label>
      <select id={key} value={String(value)} onChange={(event) => set(event.currentTarget.value)}>
        {field.choices.map((choice) => <option value={choice}>{named("choice", choice)}</option>)}
      </select>
    </div>
  );
}

/** Contract forms in order of preference: what is switched on is added at the end. */
function Menu({ field, label, value, set }: FieldProps) {
  const list = Array.isArray(value) ? (value as string[]) : [];
  const toggled = (form: string) => (list.includes(form) ? list.filter((one) => one !== form) : [...list, form]);
  return (
    <fieldset class="control">
      <legend>{label}</legend>
      {field.choices.map((form) => (
        <label class="switch">
          <input
            type="checkbox" checked={list.includes(form)} disabled={list.length === 1 && list[0] === form}
            onChange={() => set(toggled(form))}
          />
          <span>{named("form", form)}{list.includes(form) ? ` ${number(list.indexOf(form) + 1, 0)}` : ""}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Typed({ field, label, value, set }: FieldProps) {
  const key = useId();
  const typed = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const found = read(field, input.value === "" ? "null" : input.value);
    const why = isBounded(field) ? t("control.bounded", { most: number(MOST_FIRMS, 0) }) : t("control.refused");
    input.setCustomValidity(found === undefined ? why : "");
    input.reportValidity();
    if (found !== undefined) set(found);
  };
  const step = field.type === "int" ? 1 : "any";
  const bounds = { min: field.low ?? undefined, max: highOf(field) < 1e9 ? highOf(field) : undefined };
  return (
    <div class="control typed">
      <label for={key}>{label}</label>
      <input
        id={key} type="number" step={step} {...bounds} value={value === null ? "" : Number(value)}
        placeholder={field.optional ? t("control.none") : ""} onChange={typed}
      />
      <span class="unit">{field.unit === "1" ? "" : named("unit", field.unit)}</span>
      {isBounded(field) ? <p class="hint">{t("control.bounded", { most: number(MOST_FIRMS, 0) })}</p> : null}
    </div>
  );
}

/** The control that a field asks for. */
export function FieldControl(props: FieldProps) {
  const { field, label, value, set } = props;
  if (field.type === "bool") return <Switch label={label} on={value === true} set={set} />;
  if (field.type === "list of str") return <Menu {...props} />;
  if (field.type === "str") return <Choice {...props} />;
  if (isShare(field) && !field.optional) {
    return <Slider label={label} field={field} low={0} high={1} step={0.01} value={Number(value)} set={set} />;
  }
  return <Typed {...props} />;
}

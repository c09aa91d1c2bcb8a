/** The frame of every picture: its finding, the drawing, a note, and the same in numbers. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { t } from "../words";

/** Rows of cells; the first row heads the columns, the first cell of each other row names it. */
export type Numbers = readonly (readonly string[])[];

interface Props {
  name: string;
  title: string;
  note?: string;
  numbers: () => Numbers; // made when they are looked at
  tools?: ComponentChildren;
  children: ComponentChildren;
}

export function Picture({ name, title, note, numbers, tools, children }: Props) {
  return (
    <section class={`picture ${name}`} aria-labelledby={`title-${name}`}>
      <header>
        <h2 id={`title-${name}`}>{title}</h2>
        {tools}
      </header>
      {children}
      <footer>
        {note ? <p class="note">{note}</p> : null}
        <Table numbers={numbers} title={title} />
      </footer>
    </section>
  );
}

/** The numbers of a picture, for who cannot see it and who wants to know. */
function Table({ numbers, title }: { numbers: () => Numbers; title: string }) {
  const [isOpen, setOpen] = useState(false);
  const [heads, ...rows] = isOpen ? numbers() : [];
  return (
    <details class="numbers" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t("picture.numbers")}
        <span class="unseen">{`: ${title}`}</span>
      </summary>
      <div class="wide" tabIndex={0} role="region" aria-label={t("picture.numbers_of", { title })}>
        <table>
          <thead>
            <tr>{heads?.map((head) => <th scope="col">{head}</th>)}</tr>
          </thead>
          <tbody>
            {rows.map(([first, ...cells]) => (
              <tr>
                <th scope="row">{first}</th>
                {cells.map((cell) => <td>{cell}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** The width that a drawing has, in CSS pixels, kept up to date. */
export function useWidth(first: number): [{ current: HTMLDivElement | null }, number] {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(first);
  useEffect(() => {
    const seen = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(Math.floor(entry.contentRect.width));
    });
    if (place.current) seen.observe(place.current);
    return () => seen.disconnect();
  }, []);
  return [place, width];
}

interface Drawn {
  label: string;
  draw: (width: number) => SVGElement | HTMLElement;
  first?: number;
}

/** A drawing of the chart library; screen readers are told what it shows, the table says the rest. */
export function Drawing({ label, draw, first = 460 }: Drawn) {
  const [place, width] = useWidth(first);
  useEffect(() => {
    const made = draw(width);
    made.setAttribute("aria-hidden", "true");
    place.current?.replaceChildren(made);
  });
  return (
    <div class="drawing" role="img" aria-label={label}>
      <div ref={place} />
    </div>
  );
}

/** A heading that is read first where it appears: the focus goes to it, once. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
  level: "h2" | "h3";
  children: ComponentChildren;
}

export function Focused({ level: Level, children }: Props) {
  const place = useRef<HTMLHeadingElement>(null);
  useEffect(() => place.current?.focus(), []);
  return <Level ref={place} tabIndex={-1}>{children}</Level>;
}

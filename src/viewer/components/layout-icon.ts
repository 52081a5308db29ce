import { html, svg } from "lit";
import { type Layout, type LayoutName, layouts } from "../layouts.ts";

/** A drawing of a layout, with 3-D panes filled; hidden from screen readers since its button has a name. */
export function layoutIcon(name: LayoutName) {
  const { areas }: Layout = layouts[name];
  const rows = areas.map((row) => row.split(" "));
  const places = [...new Set(rows.flat())];
  const [width, height] = [18 / rows[0]!.length, 18 / rows.length];
  return html`<svg aria-hidden="true" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linejoin="round">
    ${places.map((place) => {
      const cells = rows.flatMap((row, y) => row.flatMap((other, x) => (other === place ? [{ x, y }] : [])));
      const [from, to] = [cells[0]!, cells.at(-1)!];
      return svg`<rect
        x=${3 + from.x * width + 1}
        y=${3 + from.y * height + 1}
        width=${(to.x - from.x + 1) * width - 2}
        height=${(to.y - from.y + 1) * height - 2}
        rx="1"
        fill=${place === "surfaces" ? "currentColor" : "none"}
      />`;
    })}
  </svg>`;
}

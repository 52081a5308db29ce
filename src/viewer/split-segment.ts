import type { Segment } from "../volume/index.ts";

/** Colours that are told apart by the colour-blind (Okabe and Ito, Color Universal Design, 2008). */
const palette: readonly Segment["color"][] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
];

/** The segments and a further one for what is split off: described alike, with the next name, number and a colour of its own. */
export function withSplitSegment(segments: readonly Segment[], segmentNumber: number): Segment[] {
  const { trackingUID: _uid, ...whole } = segments.find(
    (segment) => segment.segmentNumber === segmentNumber,
  )!;
  const added: Segment = {
    ...whole,
    segmentNumber: freeNumber(segments),
    label: freeLabel(segments, whole.label),
    color: farthestColor(segments),
  };
  return [...segments, added];
}

/** The number that the segment has that {@link withSplitSegment} adds. */
export function freeNumber(segments: readonly Segment[]): number {
  return Math.max(0, ...segments.map(({ segmentNumber }) => segmentNumber)) + 1;
}

/** "Liver tumour 2", or the first number that nobody has. */
function freeLabel(segments: readonly Segment[], label: string): string {
  const stem = label.replace(/ \d+$/, "");
  for (let number = 2; ; number++) {
    const free = `${stem} ${number}`;
    if (segments.every((segment) => segment.label !== free)) return free;
  }
}

function farthestColor(segments: readonly Segment[]): Segment["color"] {
  const distance = (color: Segment["color"]): number =>
    Math.min(...segments.map((segment) => Math.hypot(...color.map((part, n) => part - segment.color[n]!))));
  return palette.reduce((best, color) => (distance(color) > distance(best) ? color : best));
}

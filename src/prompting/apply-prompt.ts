import type { EditStep, OperationRunner, SegmentationSession } from "../editing/index.ts";
import { AutosegError } from "../errors.ts";
import { type Block, ijkAt, offsetIn, voxelsInBox, wholeBlock } from "../regions/index.ts";
import { t } from "../texts/index.ts";
import type { Segment } from "../volume/index.ts";
import type { PromptResult } from "./prompt-result.ts";

/** Where an outlined object goes. */
export interface ApplyOptions {
  /** The segment that it is added to; the active one by default. */
  readonly segmentNumber?: number;
  /** A new segment instead, with an unused number; it becomes the active one. */
  readonly newSegment?: Segment;
  /** One byte per voxel of the grid, not 0 where the user has drawn: these voxels do not change. */
  readonly drawn?: Uint8Array | undefined;
  /** What the segment held before the object was outlined again (1 inside): it is removed where the object is not. */
  readonly replaced?: Block<Uint8Array> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Adds an outlined object to a segmentation, as one step of its history. What the user has drawn does not change, nor do
 * locked and hidden segments and whatever else the session's limits protect. A segment that no algorithm has drawn into gets
 * the name of the algorithm that outlined the object.
 * @param result of a prompt on the session's volume.
 * @returns the step; undefined if it changed nothing.
 * @throws AutosegError `invalid-argument` for a segment that is locked or does not exist, `busy`, `cancelled`. Nothing has
 * changed then.
 */
export async function applyPrompt(
  session: SegmentationSession,
  runner: OperationRunner,
  { mask: { box, values }, algorithm }: Pick<PromptResult, "mask" | "algorithm">,
  { segmentNumber = session.activeSegment, newSegment, drawn, replaced, signal }: ApplyOptions = {},
): Promise<EditStep | undefined> {
  const target = newSegment ?? session.findSegment(segmentNumber);
  if (!target)
    throw new AutosegError(
      "invalid-argument",
      `There is no segment ${segmentNumber} to add the outline to. Add a segment first.`,
      { argument: "segmentNumber" },
    );
  if (!newSegment && session.editLimits("hand").locked?.includes(target.segmentNumber))
    throw new AutosegError(
      "invalid-argument",
      `The segment "${target.label}" is locked or hidden. Unlock and show it, or choose another one.`,
      { argument: "segmentNumber" },
    );
  const mask = drawn ? withoutDrawn({ box, values }, drawn, session.grid.size) : values;
  // A segment that gains no voxel must not get the algorithm's name either.
  if (!replaced && !gains(session, { box, values: mask }, newSegment ? undefined : target.segmentNumber))
    return undefined;
  const object = { box, values: mask };
  const of = replaced ? withReplaced(session, target.segmentNumber, object, { replaced, drawn }) : object;
  const operand = { labels: [1], of };
  const named = target.algorithmName === undefined ? { ...target, ...algorithm } : target;
  const others = session.segments.filter((segment) => segment.segmentNumber !== named.segmentNumber);
  const segments = [...others, named].sort((a, b) => a.segmentNumber - b.segmentNumber);
  const step = await session.perform(
    { kind: "combine", how: replaced ? "copy" : "add", segmentNumber: target.segmentNumber, operand },
    runner,
    {
      name: t("steps.outline", { label: target.label }),
      algorithmType: "SEMIAUTOMATIC",
      ...((newSegment || named !== target) && { segments }),
      ...(signal && { signal }),
    },
  );
  if (newSegment) session.activeSegment = newSegment.segmentNumber;
  return step;
}

/** Everything the segment will hold: its voxels, without replaced ones that the user did not draw, and the object. */
function withReplaced(
  { grid, voxels }: SegmentationSession,
  segmentNumber: number,
  object: Block<Uint8Array>,
  { replaced, drawn }: { readonly replaced: Block<Uint8Array>; readonly drawn: Uint8Array | undefined },
): Block<Uint8Array<ArrayBuffer>> {
  const held = Uint8Array.from(voxels, (label) => Number(label === segmentNumber));
  const [columns, rows] = grid.size;
  const forEachInside = ({ box, values }: Block<Uint8Array>, visit: (at: number) => void): void => {
    for (const [offset, inside] of values.entries()) {
      if (!inside) continue;
      const [i, j, k] = ijkAt(box, offset);
      visit(i + columns * (j + rows * k));
    }
  };
  forEachInside(replaced, (at) => {
    if (!drawn?.[at]) held[at] = 0;
  });
  forEachInside(object, (at) => {
    held[at] = 1;
  });
  return wholeBlock(grid, held);
}

/** Whether a voxel of the mask is not the segment's yet and may become so. */
function gains(
  session: SegmentationSession,
  { box, values }: Block<Uint8Array>,
  segmentNumber: number | undefined,
): boolean {
  const kept = new Set([segmentNumber, ...(session.editLimits("hand").locked ?? [])]);
  const [columns, rows] = session.grid.size;
  return values.some((inside, offset) => {
    if (!inside) return false;
    const [i, j, k] = ijkAt(box, offset);
    return !kept.has(session.voxels[i + columns * (j + rows * k)]!);
  });
}

function withoutDrawn(
  { box, values }: Block<Uint8Array>,
  drawn: Uint8Array,
  [columns, rows]: readonly [number, number, number],
): Uint8Array {
  const kept = new Uint8Array(voxelsInBox(box));
  for (let k = box.from[2]; k < box.to[2]; k++)
    for (let j = box.from[1]; j < box.to[1]; j++) {
      const inBox = offsetIn(box, box.from[0], j, k);
      const inGrid = box.from[0] + columns * (j + rows * k);
      for (let n = 0; n < box.to[0] - box.from[0]; n++)
        kept[inBox + n] = drawn[inGrid + n] ? 0 : values[inBox + n]!;
    }
  return kept;
}

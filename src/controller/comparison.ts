import { segmentBox, segmentMask } from "../editing/index.ts";
import { isAutosegError } from "../errors.ts";
import { pairSegments } from "../metrics/index.ts";
import { boxSize, cutBlock, growBox, uniteBoxes, wholeBlock } from "../regions/index.ts";
import { messageText } from "../texts/index.ts";
import { isThing, type LabelMap, type Segment } from "../volume/index.ts";
import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import { readLabels } from "./read-labels.ts";
import type { ComparisonRow } from "./state-parts.ts";

/** A segment of the reference. Segments that overlap are in separate label maps. */
export interface ReferenceSegment {
  readonly segment: Segment;
  readonly labelMap: LabelMap;
}

/** Surfaces within this distance count as equal (surface Dice). */
const toleranceMm = 2;
/** Edits in quick succession are compared together. */
const settleMs = 500;

/** Compares the segmentation with a reference for the same series, and follows edits. */
export class Comparison {
  readonly #context: ControllerContext;
  #reference: readonly ReferenceSegment[] = [];
  #work: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;
  #opening: object | undefined;

  constructor(context: ControllerContext) {
    this.#context = context;
    context.opened.subscribe((study) => {
      this.#stop?.();
      this.close();
      const stops = study && [
        study.session.history.changed.subscribe(() => this.#compareSoon()),
        // An edit cancelled while a reference is opened leaves no step, so steps alone would not restart the comparison.
        study.session.editingChanged.subscribe(() => this.#compareSoon()),
      ];
      this.#stop = () => {
        for (const stop of stops ?? []) stop();
      };
    });
  }

  /** The reference's segments; empty without a reference. */
  get reference(): readonly ReferenceSegment[] {
    return this.#reference;
  }

  /** The reference segment that corresponds to one of the segmentation. */
  counterpart(segmentNumber: number): ReferenceSegment | undefined {
    const segments = this.#context.study?.session.segments ?? [];
    return pairSegments(segments, this.#reference).find(({ found }) => found.segmentNumber === segmentNumber)
      ?.reference;
  }

  /**
   * Opens a file as the reference; resolves once every segment has been compared. Has no effect if another reference is opened
   * meanwhile, or the comparison is closed.
   * @throws AutosegError (the promise rejects) `not-open`, and what reading the file throws.
   */
  async open(file: File): Promise<void> {
    const { notices, store, work } = this.#context;
    const study = this.#context.require();
    const opening = {};
    this.#opening = opening;
    const { labelMaps, notes } = await readLabels(work, file, study.series);
    if (this.#opening !== opening) return;
    this.#reference = labelMaps.flatMap((labelMap) =>
      labelMap.segments.map((segment) => ({ segment, labelMap })),
    );
    for (const note of notes) notices.notify("info", `${file.name}: ${messageText(note)}`);
    store.update({
      comparison: { name: file.name, rows: [], isComputing: true },
      differenceFrom: "reference",
    });
    await this.#compare(study);
  }

  close(): void {
    this.#opening = undefined;
    clearTimeout(this.#timer);
    this.#work?.abort();
    this.#reference = [];
    this.#context.store.update({ comparison: undefined, differenceFrom: undefined });
  }

  #compareSoon(): void {
    clearTimeout(this.#timer);
    const { study } = this.#context;
    if (study && this.#reference.length > 0)
      this.#timer = setTimeout(() => void this.#compare(study), settleMs);
  }

  #show(rows: ReadonlyMap<number, ComparisonRow>, isComputing: boolean): void {
    const { comparison } = this.#context.state;
    if (comparison)
      this.#context.store.update({ comparison: { ...comparison, rows: [...rows.values()], isComputing } });
  }

  /** Row by row; starts over if the segmentation changes meanwhile. */
  async #compare(study: OpenStudy): Promise<void> {
    this.#work?.abort();
    const work = new AbortController();
    this.#work = work;
    const { session } = study;
    if (this.#context.study !== study || (session.isEditing && !session.isPreviewing)) return;
    const pairs = pairSegments(session.segments, this.#reference);
    // Earlier measures stay on screen until their row is measured again.
    const last = new Map(this.#context.state.comparison?.rows.map((row) => [row.segmentNumber, row]));
    const rows = new Map(
      pairs.map(({ found: { segmentNumber, label } }): [number, ComparisonRow] => [
        segmentNumber,
        {
          dice: undefined,
          hd95: undefined,
          panoptic: undefined,
          ...last.get(segmentNumber),
          segmentNumber,
          label,
        },
      ]),
    );
    this.#show(rows, true);
    try {
      for (const { found, reference } of pairs) {
        const measured = await this.#context.work.compare(toRequest(study, found, reference), work.signal);
        rows.set(found.segmentNumber, { ...rows.get(found.segmentNumber)!, ...measured });
        this.#show(rows, true);
      }
    } catch (error) {
      if (!work.signal.aborted && !isAutosegError(error, "cancelled")) this.#context.notices.report(error);
    }
    if (!work.signal.aborted) this.#show(rows, false);
  }
}

/** The box around both, with a margin of one voxel inside the grid, so that the edge of the box is not taken for a surface. */
function toRequest({ session }: OpenStudy, found: Segment, { segment, labelMap }: ReferenceSegment) {
  const { grid, editTarget } = session;
  const referenceLabels = wholeBlock(grid, labelMap.voxels);
  const box = growBox(
    uniteBoxes(
      segmentBox(editTarget, found.segmentNumber),
      segmentBox({ grid, labels: referenceLabels }, segment.segmentNumber),
    ),
    [1, 1, 1],
    grid,
  );
  return {
    grid: { size: boxSize(box), spacingMm: grid.spacingMm },
    found: { labels: segmentMask(editTarget, found.segmentNumber, box), label: 1 },
    reference: { labels: cutBlock(referenceLabels, box).values, label: segment.segmentNumber },
    toleranceMm,
    ...(isThing(found) && { instances: found.instances ?? null }),
  };
}

import {
  changesOf,
  type EditStep,
  type MarkedRuns,
  type SegmentationSession,
  VoxelMarks,
} from "../editing/index.ts";

/** The voxels last changed by hand, which a repeated run must not overwrite without asking. */
export class EditedVoxels {
  readonly #session: SegmentationSession;
  /** Marks from steps that can no longer be undone. */
  readonly #settled = new VoxelMarks();
  /** Voxels known to be drawn by hand in the files and kept work that a step opened. */
  readonly #known = new WeakMap<EditStep, MarkedRuns>();

  /** @param drawn labels from before the session; they count as drawn by hand, except in AUTOMATIC segments. */
  constructor(session: SegmentationSession, drawn?: Uint8Array) {
    this.#session = session;
    if (drawn) this.#markDrawn(drawn);
    session.history.forgotten.subscribe((steps) => {
      for (const step of steps) this.#mark(this.#settled, step);
    });
  }

  /**
   * States exactly which voxels of an opened file were drawn by hand; without this, the algorithm types of its segments decide.
   */
  know(step: EditStep, runs: MarkedRuns): void {
    this.#known.set(step, runs);
  }

  /** The voxels last changed by hand, as runs. */
  toRuns(): MarkedRuns {
    const marks = this.#settled.copy();
    for (const step of this.#session.history.steps) this.#mark(marks, step);
    return marks.toRuns();
  }

  /** The same as a mask, one byte per voxel; undefined if there are none. */
  toMask(): Uint8Array | undefined {
    const { start, length } = this.toRuns();
    if (start.length === 0) return undefined;
    const mask = new Uint8Array(this.#session.voxels.length);
    for (let n = 0; n < start.length; n++) mask.fill(1, start[n]!, start[n]! + length[n]!);
    return mask;
  }

  #markDrawn(drawn: Uint8Array): void {
    const isHand = new Uint8Array(256);
    for (const { segmentNumber, algorithmType } of this.#session.segments)
      isHand[segmentNumber] = Number(algorithmType !== "AUTOMATIC");
    for (let at = 0; at < drawn.length; ) {
      const first = at++;
      while (at < drawn.length && drawn[at] === drawn[first]) at++;
      if (isHand[drawn[first]!]) this.#settled.set(first, at - first, true);
    }
  }

  /** Voxels of a file count as drawn by hand if their segment was drawn or corrected by hand, unless more is known. */
  #mark(marks: VoxelMarks, step: EditStep): void {
    const { kind, after } = step;
    // Review states and the choice of a segment change no voxels.
    if (kind === "review") return;
    const { start, length, after: labels } = changesOf(step);
    const known = this.#known.get(step);
    for (let n = 0; n < start.length; n++) {
      const isByPerson =
        kind === "hand" ||
        (kind === "file" && !known && (after.types.get(labels[n]!) ?? "AUTOMATIC") !== "AUTOMATIC");
      marks.set(start[n]!, length[n]!, isByPerson);
    }
    if (known) marks.add(known);
  }
}

/** Work done by hand that a run could replace. */
export interface EditsAtRisk {
  readonly voxels: number;
  /** Some segments are locked, and so not at risk. */
  readonly hasLocks: boolean;
}

/**
 * Voxels changed by hand ({@link EditedVoxels.toMask}) and overlapping segments, outside locked segments; undefined if
 * there are none.
 */
export function editsAtRisk(
  session: SegmentationSession,
  edited: Uint8Array | undefined,
): EditsAtRisk | undefined {
  const locked = new Set(session.editLimits("run").locked);
  let voxels = 0;
  for (const segmentNumber of session.layers.keys())
    if (!locked.has(segmentNumber) && isByPerson(session, segmentNumber))
      voxels += session.segmentVoxels.count(segmentNumber);
  for (let index = 0; index < (edited?.length ?? 0); index++)
    if (edited![index] && !locked.has(session.voxels[index]!)) voxels++;
  return voxels > 0 ? { voxels, hasLocks: locked.size > 0 } : undefined;
}

/** Whether a segment was drawn or corrected by hand. */
export function isByPerson({ algorithmTypes }: SegmentationSession, segmentNumber: number): boolean {
  return (algorithmTypes.get(segmentNumber) ?? "AUTOMATIC") !== "AUTOMATIC";
}

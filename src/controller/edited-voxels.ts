import {
  changesOf,
  type EditStep,
  type MarkedRuns,
  type SegmentationSession,
  VoxelMarks,
} from "../editing/index.ts";

/** Which voxels a person has decided: what a repeated run must not overwrite without asking. */
export class EditedVoxels {
  readonly #session: SegmentationSession;
  /** Marks of the steps that can no longer be undone. */
  readonly #settled = new VoxelMarks();
  /** What a person had drawn in the files and unfinished works that steps opened. */
  readonly #known = new WeakMap<EditStep, MarkedRuns>();

  /** @param drawn labels that were there before the session began: a person's, but for those of AUTOMATIC segments. */
  constructor(session: SegmentationSession, drawn?: Uint8Array) {
    this.#session = session;
    if (drawn) this.#markDrawn(drawn);
    session.history.forgotten.subscribe((steps) => {
      for (const step of steps) this.#mark(this.#settled, step);
    });
  }

  /** What is known to be a person's of all that a step has opened; without this its segments' algorithm types decide. */
  know(step: EditStep, runs: MarkedRuns): void {
    this.#known.set(step, runs);
  }

  /** The voxels whose last change was a person's. */
  toRuns(): MarkedRuns {
    const marks = this.#settled.copy();
    for (const step of this.#session.history.steps) this.#mark(marks, step);
    return marks.toRuns();
  }

  /** The same as one byte a voxel: 1 where the last change was a person's; undefined where there is no such voxel. */
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

  /** A file's voxels count as a person's where its segment was drawn or corrected by one, unless more is known. */
  #mark(marks: VoxelMarks, step: EditStep): void {
    const { kind, after } = step;
    // Whoever decides over findings, or chooses another segment, decides over no voxel.
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

/** What a person drew that a run could replace. */
export interface EditsAtRisk {
  readonly voxels: number;
  /** Some segments are locked, and so not at risk. */
  readonly hasLocks: boolean;
}

/**
 * What a person drew, as {@link EditedVoxels.toMask} gives it, and segments that lie over others, outside locked segments; undefined
 * where there is none.
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

/** Whether a person has drawn or corrected a segment. */
export function isByPerson({ algorithmTypes }: SegmentationSession, segmentNumber: number): boolean {
  return (algorithmTypes.get(segmentNumber) ?? "AUTOMATIC") !== "AUTOMATIC";
}

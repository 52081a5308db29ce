import type { EditStep, SegmentationSession } from "../editing/index.ts";

/** Which voxels a person has decided: what a repeated run must not overwrite without asking. */
export class EditedVoxels {
  readonly #session: SegmentationSession;
  /** Marks of the steps that can no longer be undone. */
  #settled: Uint8Array | undefined;

  /** @param drawn labels that somebody had drawn before the session began. */
  constructor(session: SegmentationSession, drawn?: Uint8Array) {
    this.#session = session;
    if (drawn) this.#settled = drawn.map((label) => Number(label !== 0));
    session.history.forgotten.subscribe((steps) => {
      this.#settled ??= new Uint8Array(session.voxels.length);
      for (const step of steps) mark(this.#settled, step);
    });
  }

  /** One byte a voxel: 1 where the last change was a person's; undefined where there is no such voxel. */
  toMask(): Uint8Array | undefined {
    const { steps } = this.#session.history;
    if (!this.#settled && steps.every(({ kind }) => kind === "run")) return undefined;
    const mask = this.#settled?.slice() ?? new Uint8Array(this.#session.voxels.length);
    for (const step of steps) mark(mask, step);
    return mask.includes(1) ? mask : undefined;
  }
}

/** What a person drew that a run could replace. */
export interface EditsAtRisk {
  readonly voxels: number;
  /** Some segments are locked, and so not at risk. */
  readonly hasLocks: boolean;
}

/** What a person drew, as {@link EditedVoxels.toMask} gives it, outside locked segments; undefined where there is none. */
export function editsAtRisk(
  session: SegmentationSession,
  edited: Uint8Array | undefined,
): EditsAtRisk | undefined {
  if (!edited) return undefined;
  const locked = new Set(session.editLimits("run").locked);
  let voxels = 0;
  for (let index = 0; index < edited.length; index++)
    if (edited[index] && !locked.has(session.voxels[index]!)) voxels++;
  return voxels > 0 ? { voxels, hasLocks: locked.size > 0 } : undefined;
}

/** A file's voxels count as a person's where its segment was drawn or mended by one. */
function mark(mask: Uint8Array, { kind, runs, after }: EditStep): void {
  const { start, length, after: labels } = runs;
  for (let n = 0; n < start.length; n++) {
    const isHand =
      kind === "hand" || (kind === "file" && (after.types.get(labels[n]!) ?? "AUTOMATIC") !== "AUTOMATIC");
    mask.fill(isHand ? 1 : 0, start[n]!, start[n]! + length[n]!);
  }
}

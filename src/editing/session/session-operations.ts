import { type Box, intersectBoxes } from "../../regions/index.ts";
import { checkSegments, type Segment, type SegmentAlgorithmType } from "../../volume/index.ts";
import { inTurns, type Steps } from "../../workers/index.ts";
import type { EditLimits, EditTarget } from "../operations/edit-target.ts";
import type { OperationRunner } from "../operations/operation-runner.ts";
import { describeOperation, type EditOperation } from "../operations/operations.ts";
import type { VoxelRuns } from "../voxel-runs.ts";
import type { AlgorithmTypes, DescribedSegments } from "./described-segments.ts";
import type { EditStep } from "./edit-history.ts";
import type { EditSteps } from "./edit-steps.ts";
import type { OpenEdit } from "./open-edit.ts";
import type { Overlaps } from "./overlaps.ts";

/** Further properties of an operation's step. */
export interface PerformOptions {
  readonly segments?: readonly Segment[];
  readonly name?: string;
  /** Only voxels in this box change, in addition to the session's limits. */
  readonly box?: Box;
  /** Only voxels of these segments and of the background change; by default all. */
  readonly owned?: readonly number[];
  /** How segments that gain voxels were made, if not by hand. */
  readonly algorithmType?: SegmentAlgorithmType;
}

/** As {@link PerformOptions}, for an operation that does not change the segments. */
export type PreviewOptions = Omit<PerformOptions, "segments" | "algorithmType">;

/** What operations need from the session. */
interface OperationParts {
  readonly described: DescribedSegments;
  readonly steps: EditSteps;
  readonly overlaps: Overlaps;
  readonly isRunning: () => boolean;
  /** The applied labels; the active segment is taken out of its layer if possible. */
  readonly target: () => EditTarget;
  readonly limits: () => EditLimits;
  readonly beginEdit: (name: string, isPreview?: boolean) => OpenEdit;
}

/** Operations on a session, each of which becomes a step of its history, or a preview. */
export class SessionOperations {
  readonly #parts: OperationParts;

  constructor(parts: OperationParts) {
    this.#parts = parts;
  }

  /** As {@link SegmentationSession.perform}. */
  async perform(
    operation: EditOperation,
    runner: OperationRunner,
    options: PerformOptions & { readonly signal?: AbortSignal },
  ): Promise<EditStep | undefined> {
    const { isRunning, overlaps, steps } = this.#parts;
    const besideRun = isRunning();
    const { name, runs } = await this.#compute(operation, runner, options);
    if (besideRun || isRunning()) return this.#commit(name, (edit) => edit.writeRuns(runs));
    const { segments } = options;
    const types = this.#typesAfter(runs, options);
    if (overlaps.concern(runs))
      return this.#commit(name, (edit) => {
        for (let n = 0; n < runs.start.length; n++)
          edit.setRun(runs.start[n]!, runs.length[n]!, runs.before[n]!, runs.after[n]!);
        Object.assign(edit, { segments, types });
      });
    steps.write(runs, "after");
    return steps.record("hand", name, runs, { segments, types });
  }

  /** As {@link SegmentationSession.preview}. */
  async preview(
    operation: EditOperation,
    runner: OperationRunner,
    options: PreviewOptions & { readonly signal?: AbortSignal },
  ): Promise<OpenEdit | undefined> {
    const { name, runs } = await this.#compute(operation, runner, options);
    if (runs.start.length === 0) return undefined;
    const edit = this.#parts.beginEdit(name, true);
    try {
      await inTurns(writeInSteps(edit, runs), options);
    } catch (error) {
      edit.cancel();
      throw error;
    }
    return edit;
  }

  /**
   * Makes a step of what `write` writes into an edit, on the labels as they are now: a run may have changed them meanwhile.
   * @returns undefined if nothing changed.
   */
  #commit(name: string, write: (edit: OpenEdit) => void): EditStep | undefined {
    const { steps, beginEdit } = this.#parts;
    const last = steps.history.nextUndo;
    const edit = beginEdit(name);
    write(edit);
    edit.commit();
    const step = steps.history.nextUndo;
    return step === last ? undefined : step;
  }

  #typesAfter(runs: VoxelRuns, { segments, algorithmType }: PerformOptions): AlgorithmTypes {
    const types = new Map(this.#parts.described.typesAfterHand(runs, segments));
    if (algorithmType)
      for (const label of new Set(runs.after)) if (label > 0) types.set(label, algorithmType);
    return types;
  }

  /** Computes what an operation would change; nothing else can be edited meanwhile. */
  async #compute(
    operation: EditOperation,
    runner: OperationRunner,
    options: PerformOptions & { readonly signal?: AbortSignal },
  ): Promise<{ readonly name: string; readonly runs: VoxelRuns }> {
    const { described, steps } = this.#parts;
    const { segments } = options;
    if (segments) checkSegments(segments, 255);
    const target = this.#parts.target();
    const name = options.name ?? describeOperation(operation, (number) => described.nameOf(number, segments));
    const limits = withOwned(withBox(this.#parts.limits(), options.box), described.all, options.owned);
    const removes = segments !== undefined && described.wouldRemove(segments);
    steps.begin("hand", name, segments === undefined && options.algorithmType === undefined);
    try {
      const allowed = removes ? { locked: limits.locked! } : limits;
      return { name, runs: await runner.run(target, operation, allowed, options) };
    } finally {
      steps.end();
    }
  }
}

/** Runs that are written between two steps of work. */
const runsAtOnce = 1 << 13;

function* writeInSteps(edit: OpenEdit, { start, length, before, after }: VoxelRuns): Steps<undefined, void> {
  for (let first = 0; first < start.length; first += runsAtOnce) {
    const part = [first, first + runsAtOnce] as const;
    edit.writeRuns({
      start: start.subarray(...part),
      length: length.subarray(...part),
      before: before.subarray(...part),
      after: after.subarray(...part),
    });
    yield;
  }
}

function withOwned(
  limits: EditLimits,
  segments: readonly Segment[],
  owned: readonly number[] | undefined,
): EditLimits {
  if (!owned) return limits;
  const others = segments
    .map(({ segmentNumber }) => segmentNumber)
    .filter((segmentNumber) => !owned.includes(segmentNumber));
  return { ...limits, locked: [...(limits.locked ?? []), ...others] };
}

/** Limits to a box, in addition to one that they may already have. */
export function withBox(limits: EditLimits, box: Box | undefined): EditLimits {
  if (!box) return limits;
  return { ...limits, box: limits.box ? intersectBoxes(limits.box, box) : box };
}

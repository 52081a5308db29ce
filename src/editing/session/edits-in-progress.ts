import type { VoxelArray } from "../../volume/index.ts";
import type { CountedLabels } from "./counted-labels.ts";
import { type DescribedSegments, typesAfterHand } from "./described-segments.ts";
import type { Described } from "./edit-history.ts";
import type { EditSteps } from "./edit-steps.ts";
import type { LabelCounts } from "./label-counts.ts";
import { OpenEdit, type OpenEditParts } from "./open-edit.ts";
import { openRunEdit } from "./run-edit.ts";

type Begun = Omit<
  OpenEditParts,
  "labels" | "image" | "onEnd" | "run" | "besides" | "withoutBesides" | "onWrite" | "onWriteRuns"
>;

/** The edits in progress: one edit by hand or preview, and a model's run, beside which the user may draw. */
export class EditsInProgress {
  readonly #labels: CountedLabels;
  readonly #image: VoxelArray | undefined;
  readonly #described: DescribedSegments;
  readonly #steps: EditSteps;
  #open: OpenEdit | undefined;
  #run: OpenEdit | undefined;
  /** While a preview is open: the voxels without it, made on first use. */
  #appliedVoxels: Uint8Array | undefined;
  #appliedCounts: LabelCounts | undefined;

  constructor(
    labels: CountedLabels,
    image: VoxelArray | undefined,
    described: DescribedSegments,
    steps: EditSteps,
  ) {
    this.#labels = labels;
    this.#image = image;
    this.#described = described;
    this.#steps = steps;
  }

  /** The model's run in progress. */
  get run(): OpenEdit | undefined {
    return this.#run;
  }

  /** Whether a preview is open and no model is running. */
  get isPreviewing(): boolean {
    return this.#open?.isPreview === true && !this.#run;
  }

  /** Whether something was drawn that is not a step yet; a preview does not count. */
  get hasChanged(): boolean {
    return this.#run?.hasChanged === true || (this.#open?.hasChanged === true && !this.#open.isPreview);
  }

  /** Whether a run in progress has not finished a slice yet, or may not have. */
  isUnfinished({ axis, index }: { readonly axis: 0 | 1 | 2; readonly index: number }): boolean {
    const run = this.#run;
    if (!run || run.isPaused) return false;
    return run.sliceAxis === undefined || (run.sliceAxis === axis && !run.hasSlice(index));
  }

  /** The labels without a preview; the session's own array unless a preview is open. */
  get appliedVoxels(): Uint8Array {
    const { voxels } = this.#labels;
    if (!this.#open?.isPreview || !this.#open.hasChanged) return voxels;
    this.#appliedVoxels ??= this.#open.originals(0, voxels.length);
    return this.#appliedVoxels;
  }

  get appliedCounts(): LabelCounts {
    return this.#appliedCounts ?? this.#labels.counts;
  }

  /** The part of {@link appliedVoxels} from `start` up to, but not including, `end`; computes no more than that. */
  appliedPart(start: number, end: number): Uint8Array {
    if (this.#open?.isPreview) return this.#open.originals(start, end);
    return this.#labels.voxels.subarray(start, end);
  }

  /** The segments and how they were made, as if all edits ended now. */
  get described(): Described {
    const { all, types, layers } = this.#described;
    const run = this.#run;
    const after: Described = {
      segments: run?.segments ?? all,
      types: run?.types ?? types,
      layers: run?.layers ?? layers,
    };
    const open = this.#open?.isPreview ? undefined : this.#open;
    const besides = run && this.#steps.besides;
    if (besides) {
      const described = { ...besides.described(after), layers: after.layers };
      return open ? { ...described, types: typesAfterHand(described.types, open.changes) } : described;
    }
    if (!open) return after;
    return {
      layers: open.layers ?? layers,
      segments: open.segments ?? all,
      types:
        open.types ??
        (open.kind === "hand" ? this.#described.typesAfterHand(open.changes, open.segments) : types),
    };
  }

  /** Begins an edit. @throws AutosegError `busy`. */
  begin(parts: Begun): OpenEdit {
    const { kind, name, isPreview } = parts;
    const edit = new OpenEdit({
      ...parts,
      labels: this.#labels,
      image: this.#image,
      run: () => this.#run,
      onEnd: (runs) => {
        this.#open = this.#appliedVoxels = this.#appliedCounts = undefined;
        this.#steps.end();
        if (runs) this.#steps.record(kind, name, runs, edit);
        else this.#steps.besides?.remark();
      },
    });
    const appliedCounts = isPreview ? this.#labels.counts.copy() : undefined;
    // Last: an edit that could not be made must not block the next one.
    this.#steps.begin(kind, name, kind === "hand");
    this.#open = edit;
    this.#appliedCounts = appliedCounts;
    return edit;
  }

  /** Begins a model's run. @throws AutosegError `busy`. */
  beginRun(parts: Pick<Begun, "name" | "limits" | "owned">): OpenEdit {
    const { name } = parts;
    this.#steps.begin("run", name);
    // While a preview is open, the run still changes what is applied.
    const written = (): void => {
      this.#appliedVoxels = undefined;
      this.#steps.forgetRedo();
    };
    const edit = openRunEdit({
      ...parts,
      labels: this.#labels,
      image: this.#image,
      besides: this.#steps.besides!,
      drawn: () => this.#open,
      onWrite: (first, end, before, label) => {
        this.#appliedCounts?.move(first, end - first, before, label);
        written();
      },
      onWriteRuns: (runs) => {
        this.#appliedCounts?.moveRuns(runs, "after");
        written();
      },
      onEnd: (runs) => {
        this.#run = undefined;
        this.#steps.endRun(name, runs, edit);
      },
    });
    this.#run = edit;
    return edit;
  }
}

import { createOperationRunner, type EditStep, type VoxelRuns } from "../editing/index.ts";
import { isAutosegError } from "../errors.ts";
import type { Grid } from "../geometry/index.ts";
import { type Block, GrowingBox, offsetIn, voxelsInBox } from "../regions/index.ts";
import { t, withKey } from "../texts/index.ts";
import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import type { Limits } from "./limits.ts";
import { OutlinePreview } from "./prompt-preview.ts";
import { isSamePlace, type Propagation, toPropagation } from "./propagation.ts";

/**
 * When the same structure was erased on two slices, offers to erase it on the slices between them too. The offer is outlined on
 * the image, blocks nothing, and is withdrawn at the next edit, selection or undo.
 */
export class SlicesBetween {
  readonly #context: ControllerContext;
  readonly #limits: Limits;
  readonly #runner = createOperationRunner();
  /** Steps already considered: a redone step, or one that undo has made the last again, causes no new offer. */
  #seen = new WeakSet<EditStep>();
  #last: EditStep | undefined;
  #operation: Propagation | undefined;
  #abort = new AbortController();
  #stops: readonly (() => void)[] = [];

  constructor(context: ControllerContext, limits: Limits) {
    this.#context = context;
    this.#limits = limits;
    context.opened.subscribe((study) => this.#watch(study));
    const chosen = () => {
      const { tool, activeSegment, activeItem, limits: limited } = context.state;
      return [tool, activeSegment, activeItem, limited] as const;
    };
    let before = chosen();
    context.store.subscribe(() => {
      const now = chosen();
      if (now.some((part, at) => part !== before[at])) this.dismiss();
      before = now;
    });
  }

  /** Erases what is offered, as one step; does nothing without an offer. */
  async apply(): Promise<void> {
    const operation = this.#operation;
    this.dismiss();
    if (operation) await this.#context.toolBox.editor.perform(operation);
  }

  /** Withdraws the offer. */
  dismiss(): void {
    this.#abort.abort();
    this.#operation = undefined;
    const { state, store, toolBox } = this.#context;
    if (!state.slicesBetween) return;
    toolBox.offer = undefined;
    store.update({ slicesBetween: undefined });
  }

  dispose(): void {
    this.#watch(undefined);
    this.#runner[Symbol.dispose]();
  }

  #watch(study: OpenStudy | undefined): void {
    for (const stop of this.#stops) stop();
    this.dismiss();
    if (!study) {
      this.#stops = [];
      return;
    }
    const follow = () => this.#follow(study);
    const { history, editingChanged } = study.session;
    this.#last = history.nextUndo;
    this.#stops = [history.changed.subscribe(follow), editingChanged.subscribe(follow)];
  }

  /** The history or the edit in progress has changed. */
  #follow(study: OpenStudy): void {
    const { session } = study;
    const step = session.history.nextUndo;
    if (session.isEditing || step !== this.#last) this.dismiss();
    if (session.isEditing || step === this.#last) return;
    this.#last = step;
    if (!step || this.#seen.has(step)) return;
    this.#seen.add(step);
    void this.#offer(study);
  }

  async #offer({ session, view }: OpenStudy): Promise<void> {
    const { grid, activeSegment: segmentNumber } = session;
    const { steps } = session.history;
    const operation = toPropagation({ segmentNumber, sliceAxis: view.slice.axis, steps, grid });
    if (operation?.how !== "erase" || this.#limits.slice || !isSamePlace(operation)) return;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      const limits = session.editLimits("hand");
      const runs = await this.#runner.run(session.editTarget, operation, limits, { signal });
      if (!signal.aborted && runs.start.length > 0) this.#show(grid, operation, runs);
    } catch (error) {
      // The user has not asked for this, so an error is no reason for a message.
      if (!isAutosegError(error)) throw error;
    }
  }

  #show(grid: Grid, operation: Propagation, runs: VoxelRuns): void {
    const { host, store, toolBox } = this.#context;
    const [one, other] = operation.changes;
    const count = Math.abs(one.index - other.index) - 1;
    const key = host.keyOf?.("enter");
    const text = t("between.apply", { count });
    this.#operation = operation;
    toolBox.offer = {
      outline: new OutlinePreview(grid.size, toMask(runs, grid)),
      text: key === undefined ? text : withKey(text, key),
    };
    store.update({ slicesBetween: { count } });
  }
}

/** Mask of the voxels that the runs change, 1 each. */
function toMask(
  { start, length }: VoxelRuns,
  { size: [columns, rows] }: Grid,
): Block<Uint8Array<ArrayBuffer>> {
  const rowOf = (at: number) => {
    const row = Math.floor(at / columns);
    return { i: at % columns, j: row % rows, k: Math.floor(row / rows) };
  };
  const around = new GrowingBox();
  for (const [n, first] of start.entries()) {
    const { i, j, k } = rowOf(first);
    around.add(i, i + length[n]!, j, k);
  }
  const { box } = around;
  const values = new Uint8Array(voxelsInBox(box));
  for (const [n, first] of start.entries()) {
    const { i, j, k } = rowOf(first);
    const at = offsetIn(box, i, j, k);
    values.fill(1, at, at + length[n]!);
  }
  return { box, values };
}

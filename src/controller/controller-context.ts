import { imageUnit, type SourceSeries, sliceExtentsMm, suvBodyWeight } from "../dicom/index.ts";
import { createSignal, type HistoryLimits, SegmentationSession } from "../editing/index.ts";
import { AutosegError, busyWith, notOpen } from "../errors.ts";
import { acquisitionAxis, toPlaneAxes } from "../geometry/index.ts";
import { messageText, t } from "../texts/index.ts";
import { ToolBox, type ToolName } from "../tools/index.ts";
import type { Segment } from "../volume/index.ts";
import { EventEmitter } from "./controller-events.ts";
import {
  type ControllerHost,
  type HeavyWork,
  type Memory,
  noMemory,
  type StudyView,
  workInWorkers,
} from "./controller-host.ts";
import { type ControllerState, noStudy } from "./controller-state.ts";
import { EditedVoxels } from "./edited-voxels.ts";
import { Notices } from "./notices.ts";
import { Predecessors } from "./predecessors.ts";
import { keepPreferences, readPreferences } from "./preferences.ts";
import { followItem } from "./review-items.ts";
import { SessionReview } from "./session-review.ts";
import { toSegmentRows } from "./state-parts.ts";
import type { Store } from "./store.ts";

/** An open series with its segmentation and its view. */
export interface OpenStudy {
  readonly series: SourceSeries;
  readonly session: SegmentationSession;
  /** Voxels drawn or corrected by hand. */
  readonly edited: EditedVoxels;
  /** The findings and their review. */
  readonly review: SessionReview;
  readonly view: StudyView;
}

export interface ContextOptions {
  readonly host: ControllerHost;
  /** The initial tool. */
  readonly tool?: ToolName;
  readonly history?: HistoryLimits;
  readonly memory?: Memory;
  readonly work?: HeavyWork;
}

/** What the parts of a controller share: the state, notices, the tools and the open study. */
export class ControllerContext {
  readonly store: Store<ControllerState>;
  readonly notices: Notices;
  readonly events = new EventEmitter();
  readonly toolBox: ToolBox;
  readonly host: ControllerHost;
  readonly memory: Memory;
  readonly work: HeavyWork;
  readonly predecessors = new Predecessors();
  /** Another study was opened, or the study was closed. */
  readonly opened = createSignal<OpenStudy | undefined>();
  readonly #history: HistoryLimits | undefined;
  #study: OpenStudy | undefined;
  #opening: object | undefined;
  #stops: readonly (() => void)[] = [];

  constructor(
    store: Store<ControllerState>,
    { host, tool, history, memory = noMemory, work = workInWorkers }: ContextOptions,
  ) {
    this.store = store;
    this.notices = new Notices(store);
    this.toolBox = new ToolBox(tool);
    this.host = host;
    this.memory = memory;
    this.work = work;
    this.#history = history;
    this.#watchTools();
  }

  get state(): ControllerState {
    return this.store.state;
  }

  get study(): OpenStudy | undefined {
    return this.#study;
  }

  /** @throws AutosegError `not-open` */
  require(): OpenStudy {
    if (this.#study) return this.#study;
    throw notOpen("volume");
  }

  /** @throws AutosegError `not-open`; `busy` during a stroke, an operation or a run. */
  requireIdle(): OpenStudy {
    const study = this.require();
    if (study.session.isEditing) throw busyWith("edit");
    return study;
  }

  /** @throws AutosegError `not-open`; `busy` during a stroke or an operation. Drawing is allowed during a run. */
  requireDrawable(): OpenStudy {
    const study = this.require();
    if (!study.session.canDraw) throw busyWith("edit");
    return study;
  }

  /**
   * Announces that a study is being opened, which cancels any earlier opening.
   * @returns a check that throws AutosegError `cancelled` if another opening or a close has followed.
   */
  startOpening(): () => void {
    const opening = {};
    this.#opening = opening;
    return () => {
      if (this.#opening !== opening) throw calledOff();
    };
  }

  /** @throws AutosegError `cancelled` if the study is no longer open. */
  requireStill(study: OpenStudy): void {
    if (this.#study !== study) throw calledOff();
  }

  /**
   * Shows a series with a segmentation of these segments, in place of the open study.
   * @param labels initial labels; empty by default.
   * @throws what the host throws.
   */
  async open(series: SourceSeries, segments: readonly Segment[], labels?: Uint8Array): Promise<OpenStudy> {
    this.close();
    const { grid, voxels: image } = series.volume;
    const axialAxis = toPlaneAxes(grid, "axial").slices.axis;
    const session = new SegmentationSession(grid, segments, acquisitionAxis, {
      image,
      sliceExtentsMm: series.slicePlaces && sliceExtentsMm(series),
      labels,
      ...(this.#history && { history: this.#history }),
    });
    const checkOpening = this.startOpening();
    const view = await this.host.show({ series, session, toolBox: this.toolBox });
    try {
      checkOpening();
    } catch (error) {
      view.dispose();
      throw error;
    }
    this.toolBox.session = session;
    const review = new SessionReview(session, {
      reader: () => this.state.readerName,
      cursor: () => view.cursor,
    });
    const study: OpenStudy = { series, session, edited: new EditedVoxels(session, labels), review, view };
    this.#study = study;
    this.#stops = this.#watch(study);
    const { modality } = series;
    const suv = modality === "PT" ? suvBodyWeight(series.header) : undefined;
    const suvFactor = typeof suv === "object" ? suv.factor : undefined;
    const suvBasis = typeof suv === "object" ? suv.basis : suv;
    this.toolBox.suvFactor = suvFactor;
    const { fileFormat } = series;
    this.store.update({
      study: {
        modality,
        unit: imageUnit(series),
        axialAxis,
        grid,
        suvFactor,
        suvBasis,
        ...(fileFormat && { fileFormat }),
      },
    });
    if (suvBasis !== undefined) this.notices.notify("info", messageText(suvBasis));
    this.opened.emit(study);
    return study;
  }

  /** Closes the study and discards its segmentation. */
  close(): void {
    const study = this.#study;
    this.#opening = undefined;
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#study = undefined;
    study?.review.dispose();
    // The view first: the screen may be gone already, so nothing must be drawn any more.
    study?.view.dispose();
    this.toolBox.session = undefined;
    this.store.update(noStudy);
    if (study) this.opened.emit(undefined);
  }

  dispose(): void {
    this.close();
    this.toolBox.dispose();
  }

  #watch({ session, review }: OpenStudy): (() => void)[] {
    const { update } = this.store;
    const { history } = session;
    const syncSegments = () =>
      update({ segments: toSegmentRows(session), activeSegment: session.activeSegment });
    const syncHistory = () =>
      update({
        undoName: session.nextUndo?.name,
        redoName: session.nextRedo?.name,
        isUnsaved: history.isUnsaved,
      });
    let { draft } = review;
    const syncReview = () => {
      const { list, rejected } = review;
      // Nobody has looked at what another run of the model found, so no part of it is active.
      const isOfSameRun = review.draft === draft;
      draft = review.draft;
      const activeItem = isOfSameRun ? followItem(this.state, list, session.grid.spacingMm) : undefined;
      update({ review: list, rejected, activeItem });
    };
    syncSegments();
    syncHistory();
    syncReview();
    return [
      session.voxelsChanged.subscribe(syncSegments),
      session.segmentsChanged.subscribe(syncSegments),
      // Whether an edit can begin is not part of the state, but has just changed.
      session.editingChanged.subscribe(syncHistory),
      history.changed.subscribe(syncHistory),
      review.changed.subscribe(syncReview),
    ];
  }

  #watchTools(): void {
    const { toolBox, notices, store } = this;
    const { editor, scribbles, refused, changed } = toolBox;
    const { tools, operations, ...preferences } = readPreferences(this.memory);
    toolBox.configure(tools);
    store.update({ preferences, operationSettings: { ...this.state.operationSettings, ...operations } });
    const syncTools = () => store.update({ tool: toolBox.tool, toolSettings: toolBox.settings });
    syncTools();
    changed.subscribe(syncTools);
    const now = () =>
      [this.state.toolSettings, this.state.operationSettings, this.state.preferences] as const;
    let kept = now();
    store.subscribe(() => {
      if (now().every((part, at) => part === kept[at])) return;
      kept = now();
      const [tools, operations, chosen] = kept;
      keepPreferences(this.memory, { ...chosen, tools, operations });
    });
    scribbles.changed.subscribe(() => store.update({ hasScribbles: scribbles.drawn.length > 0 }));
    refused.subscribe((text) =>
      notices.notify(
        "info",
        this.state.threshold
          ? t("uncertainty.finishFirst")
          : this.state.preview
            ? t("operations.finishFirst")
            : text,
      ),
    );
    editor.failed.subscribe((error) => notices.report(error));
    editor.unchanged.subscribe(() => notices.notify("info", t("operations.unchanged")));
  }
}

function calledOff(): AutosegError<"cancelled"> {
  return new AutosegError("cancelled", "Another study was opened meanwhile.", {});
}

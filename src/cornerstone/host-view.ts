import { metaData } from "@cornerstonejs/core";
import type { Overlay, ShownStudy, StudyView } from "../controller/index.ts";
import { createSignal } from "../editing/index.ts";
import { AutosegError } from "../errors.ts";
import { type Point, toPlaneAxes } from "../geometry/index.ts";
import { watchHost } from "./host-changes.ts";
import type { HostLabels } from "./host-labels.ts";
import { labelledImages } from "./host-labels.ts";
import { createHostPane, type HostPane } from "./host-pane.ts";
import { HostSegmentation } from "./host-segmentation.ts";
import { HostTools } from "./host-tools.ts";
import { type HostPlace, isStack, viewportsWith } from "./host-viewports.ts";
import { provideImageMetadata } from "./image-volume.ts";
import { OverlayVolume } from "./overlay-volume.ts";

/** What a view needs besides the study. */
export interface HostViewParts {
  readonly place: HostPlace;
  /** Cornerstone's ids of the series' images. */
  readonly imageIds: readonly string[];
  /** Adds the labels to Cornerstone; called once this program's metadata provider is registered. */
  readonly addLabels: () => HostLabels;
}

/**
 * Shows a segmentation in the host's viewports, and lets tools draw in it. It follows the series to whichever viewports show
 * it. `dispose` removes all that was added.
 */
export class HostView implements StudyView {
  /** A viewport was moved by the host or the user, to another slice for instance. */
  readonly moved = createSignal();
  /** Other viewports show the series, or none do. */
  readonly changed = createSignal();
  /** Something that the host wrote was reverted; a sentence says why. */
  readonly refused = createSignal<string>();
  /** The host removed the segmentation from its state. */
  readonly removed = createSignal();
  readonly #study: ShownStudy;
  readonly #parts: HostViewParts;
  readonly #imageIds: ReadonlySet<string>;
  readonly #sliceOf: ReadonlyMap<string, number>;
  readonly #provide = (type: string, imageId: unknown): unknown => provideImageMetadata(type, imageId);
  readonly #stopWatching: () => void;
  #segmentation: HostSegmentation | undefined;
  #panes: readonly HostPane[] = [];
  #tools: HostTools | undefined;
  #stopMoves: readonly (() => void)[] = [];
  #cursor: Point<"ijk">;
  readonly #overlay = new OverlayVolume(() =>
    this.#panes.flatMap(({ viewport }) => (isStack(viewport) ? [] : [viewport])),
  );

  constructor(study: ShownStudy, parts: HostViewParts) {
    this.#study = study;
    this.#parts = parts;
    const { series, session } = study;
    this.#imageIds = new Set(parts.imageIds);
    this.#sliceOf = new Map(labelledImages(series, parts.imageIds).map(({ imageId, k }) => [imageId, k]));
    const [columns, rows, slices] = session.grid.size;
    this.#cursor = [columns >> 1, rows >> 1, slices >> 1];
    metaData.addProvider(this.#provide, 10_000);
    this.#attach(parts.addLabels());
    this.#follow(new Set());
    this.#stopWatching = watchHost(parts.place, (renewed) => this.#follow(renewed));
  }

  /** Whether any viewport shows the series with the segmentation. */
  get isShown(): boolean {
    return this.#panes.length > 0 && this.#segmentation !== undefined;
  }

  /** Id of the segmentation in Cornerstone's state; undefined after the host removed it. */
  get segmentationId(): string | undefined {
    return this.#segmentation?.segmentationId;
  }

  /**
   * The voxel in the middle of the first viewport that looks straight at slices; the last known one without such a viewport.
   */
  get cursor(): Point<"ijk"> {
    this.#cursor = this.#pane?.centre ?? this.#cursor;
    return this.#cursor;
  }

  /** The slice in that viewport; without one, the axial slice through the cursor. */
  get slice(): StudyView["slice"] {
    const { grid } = this.#study.session;
    const { axis } = toPlaneAxes(grid, "axial").slices;
    return this.#pane?.slice ?? { axis, index: this.cursor[axis] };
  }

  axialNumber(sliceIndex: number): number {
    return sliceIndex + 1;
  }

  get #pane(): HostPane | undefined {
    return this.#panes.find(({ slice }) => slice) ?? this.#panes[0];
  }

  get #shownSlices(): number[] {
    return this.#panes.flatMap(({ slice }) => (slice?.axis === 2 ? [slice.index] : []));
  }

  /** Brings a voxel's slice into every viewport; zoom, pan and direction stay. */
  goTo(ijk: Point<"ijk">): void {
    for (const pane of this.#panes) pane.goTo(ijk);
  }

  async showOverlay(overlay: Overlay | undefined): Promise<void> {
    if (overlay && !this.#panes.some(({ viewport }) => !isStack(viewport)))
      throw new AutosegError(
        "overlay-not-possible",
        "The viewports show the series as a stack of images. Show it as a volume to see another series over it.",
        { reason: "viewports" },
      );
    await this.#overlay.show(overlay);
  }

  /** Takes over all that the host has written so far without an event. */
  settle(): void {
    this.#segmentation?.settle();
  }

  /** Shows the segmentation again after the host removed it. */
  restore(labels: () => HostLabels): void {
    if (this.#segmentation) return;
    this.#attach(labels());
    for (const { viewport } of this.#panes) this.#segmentation!.showIn(viewport);
    this.changed.emit();
  }

  dispose(): void {
    this.#stopWatching();
    this.#overlay.dispose();
    this.#letGo();
    this.#segmentation?.dispose();
    metaData.removeProvider(this.#provide);
  }

  #attach(labels: HostLabels): void {
    const attached = new HostSegmentation(this.#study.session, labels, () => this.#shownSlices);
    this.#segmentation = attached;
    attached.refused.subscribe((sentence) => this.refused.emit(sentence));
    attached.removed.subscribe(() => {
      attached.dispose();
      this.#segmentation = undefined;
      this.removed.emit();
      this.changed.emit();
    });
  }

  /** Attaches the tools and the labels to the viewports that show the series now. */
  #follow(renewed: ReadonlySet<EventTarget>): void {
    const { session, series } = this.#study;
    const viewports = viewportsWith(this.#parts.place, this.#imageIds)
      // Images of a tilted gantry do not lie in the upright slices that are drawn on.
      .filter((viewport) => !(isStack(viewport) && series.tilt));
    const kept = this.#panes.filter((pane) => viewports.includes(pane.viewport));
    const added = viewports
      .filter((viewport) => !kept.some((pane) => pane.viewport === viewport))
      .map((viewport) => createHostPane(viewport, session.grid, this.#sliceOf));
    const gone = this.#panes.filter((pane) => !kept.includes(pane));
    // Another viewport with the same id may have replaced the one that is gone.
    for (const { viewport } of gone)
      if (!viewports.some(({ id }) => id === viewport.id)) this.#segmentation?.hideIn(viewport.id);
    for (const pane of [...added, ...kept.filter(({ element }) => renewed.has(element))])
      this.#segmentation?.showIn(pane.viewport);
    if (added.length === 0 && gone.length === 0) return;
    this.#letGo();
    this.#panes = [...kept, ...added];
    this.#tools = new HostTools(this.#panes, this.#study.toolBox);
    this.#stopMoves = this.#panes.map((pane) =>
      pane.onMove(() => {
        this.#tools?.refresh();
        this.moved.emit();
      }),
    );
    this.#overlay.refresh();
    this.changed.emit();
    this.moved.emit();
  }

  #letGo(): void {
    for (const stop of this.#stopMoves) stop();
    this.#stopMoves = [];
    this.#tools?.dispose();
    this.#tools = undefined;
  }
}

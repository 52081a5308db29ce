import type { Controller, ShownStudy } from "../controller/index.ts";
import type { SourceSeries } from "../dicom/index.ts";
import type { SegmentationSession } from "../editing/index.ts";
import { AutosegError, throwIfCancelled } from "../errors.ts";
import { errorText, t } from "../texts/index.ts";
import { awaitSeries } from "./await-series.ts";
import type { ExtensionOptions, OpenOptions } from "./extension-options.ts";
import { addHostLabels, type HostLabels } from "./host-labels.ts";
import {
  type HostSegmentationEntry,
  listHostSegmentations,
  type OpenedHostSegmentation,
  openHostSegmentation,
} from "./host-segmentations.ts";
import { HostView } from "./host-view.ts";
import { findShownSeries, type HostSeriesChoice, type ShownSeries } from "./host-viewports.ts";
import { checkedSource, loadImages, nameOf, readLoadedImages } from "./loaded-volume.ts";

/** How long a call waits for a viewport that shows a series. */
const defaultWaitMs = 30_000;

/** Opens in a controller what the host shows: the series on screen, with a new segmentation or one of the host's. */
export class HostOpening {
  readonly #options: ExtensionOptions;
  readonly #controller: () => Controller;
  #shown: ShownSeries | undefined;
  #view: HostView | undefined;
  /** A segmentation of the host's that is about to be opened for editing. */
  #adopted: OpenedHostSegmentation | undefined;
  #opening: Promise<SegmentationSession> | undefined;
  #abort: AbortController | undefined;

  /** @param controller called only after construction, since the controller needs this object first. */
  constructor(options: ExtensionOptions, controller: () => Controller) {
    this.#options = options;
    this.#controller = controller;
  }

  /** Where the study is shown; undefined while none is open. */
  get view(): HostView | undefined {
    return this.#controller().study && this.#view;
  }

  /** Id in Cornerstone's cache; undefined for a stack, and while nothing is open. */
  get volumeId(): string | undefined {
    return this.#shown?.volumeId;
  }

  /** Opens the series on screen unless it is open; an opening in progress is awaited. */
  open(options: OpenOptions): Promise<SegmentationSession> {
    return this.#opening ?? this.#begin((signal) => this.#open(options, signal));
  }

  /** The host's segmentations of the open series, or else of the one on screen. */
  hostSegmentations(choice: HostSeriesChoice): HostSegmentationEntry[] {
    const shown = this.#controller().study ? this.#shown! : findShownSeries(this.#options, choice);
    return shown instanceof AutosegError ? [] : listHostSegmentations(shown.imageIds);
  }

  async openHostSegmentation(segmentationId: string, options: OpenOptions): Promise<SegmentationSession> {
    // Whether another opening succeeds does not matter here; whoever began it is told.
    while (this.#opening) await this.#opening.catch(() => undefined);
    return this.#begin((signal) => this.#adopt(segmentationId, options, signal));
  }

  /** Cancels waiting and opening, which then reject with `cancelled`. */
  cancel(): void {
    this.#abort?.abort();
    this.#opening = undefined;
  }

  /** Shows a study in the viewports of its series. */
  show(study: ShownStudy): HostView {
    const { notices, context } = this.#controller();
    const shown = this.#shown!;
    const { locked = [], hidden = [], activeSegment } = this.#adopted ?? {};
    for (const segmentNumber of locked) study.session.setDisplay(segmentNumber, { locked: true });
    for (const segmentNumber of hidden) study.session.setDisplay(segmentNumber, { visible: false });
    if (activeSegment !== undefined) study.session.activeSegment = activeSegment;
    const view = new HostView(study, {
      place: this.#options,
      imageIds: shown.imageIds,
      addLabels: () => this.#addLabels(study, shown),
    });
    this.#view = view;
    const tell = (): void => context.store.update({ waitingFor: waitingFor(this.view) });
    tell();
    view.changed.subscribe(tell);
    view.refused.subscribe((sentence) => context.toolBox.refused.emit(sentence));
    // The host removed the segmentation from its list. Unexported work is not discarded with it; without any there is
    // nothing to keep.
    view.removed.subscribe(() => {
      if (study.session.hasUnsavedWork) notices.notify("info", t("host.removed"));
      // A study being opened takes its place, and closing now would cancel that.
      else if (this.#opening) this.#opening.catch(() => this.#close(view));
      else this.#close(view);
    });
    return view;
  }

  #close(view: HostView): void {
    if (this.view === view) this.#controller().close();
  }

  #begin(work: (signal: AbortSignal) => Promise<SegmentationSession>): Promise<SegmentationSession> {
    const abort = new AbortController();
    const opening = work(abort.signal);
    const ended = () => {
      if (this.#opening === opening) this.#opening = undefined;
    };
    this.#abort = abort;
    this.#opening = opening;
    opening.then(ended, ended);
    return opening;
  }

  async #open(options: OpenOptions, signal: AbortSignal): Promise<SegmentationSession> {
    const controller = this.#controller();
    await controller.models.ready;
    const { study } = controller;
    // While the host shows nothing, the open study remains usable.
    if (study && findShownSeries(this.#options, options, this.#openImages) instanceof AutosegError)
      return study.session;
    const shown = await this.#awaitSeries(options, signal);
    if (study && this.#isOpen(shown)) {
      this.#view?.restore(() => this.#addLabels(study, shown));
      return study.session;
    }
    const check = () =>
      this.#checkSaved(
        (open) =>
          `The segmentation of ${open} was not exported, and the viewports now show ${nameOf(shown)}.`,
      );
    check();
    const series = await this.#read(shown, signal);
    // Reading takes a while, in which the open segmentation can be edited.
    check();
    this.#shown = shown;
    const { session } = await controller.opening.open(series);
    return session;
  }

  async #adopt(
    segmentationId: string,
    options: OpenOptions,
    signal: AbortSignal,
  ): Promise<SegmentationSession> {
    const controller = this.#controller();
    await controller.models.ready;
    const check = () =>
      this.#checkSaved(
        (open) => `The segmentation of ${open} was not exported, and another one is to be opened.`,
      );
    check();
    const shown = await this.#awaitSeries(options, signal);
    const { study } = controller;
    const series = study && this.#isOpen(shown) ? study.series : await this.#read(shown, signal);
    check();
    const opened = openHostSegmentation(segmentationId, series, shown.imageIds);
    this.#shown = shown;
    this.#adopted = opened;
    try {
      const { session } = await controller.opening.openWith(series, opened.labelMap);
      return session;
    } finally {
      // Still set, so it was not shown.
      this.#adopted?.labels.dispose();
      this.#adopted = undefined;
    }
  }

  async #awaitSeries(
    { waitMs = this.#options.waitMs ?? defaultWaitMs, ...choice }: OpenOptions,
    signal: AbortSignal,
  ): Promise<ShownSeries> {
    const { store } = this.#controller().context;
    const onWait = (missing: AutosegError): void => store.update({ waitingFor: errorText(missing) });
    try {
      return await awaitSeries(this.#options, choice, {
        waitMs,
        signal,
        onWait,
        preferred: this.#openImages,
      });
    } finally {
      store.update({ waitingFor: waitingFor(this.view) });
    }
  }

  async #read(shown: ShownSeries, signal: AbortSignal): Promise<SourceSeries> {
    await loadImages(shown);
    throwIfCancelled(signal);
    const { source } = this.#options;
    return source ? checkedSource(shown, source) : readLoadedImages(shown);
  }

  /** @param found the message to throw, given the name of what is open. */
  #checkSaved(found: (open: string) => string): void {
    this.view?.settle();
    const open = this.#shown;
    if (!open || !this.#controller().study?.session.hasUnsavedWork) return;
    throw new AutosegError("unsaved-work", `${found(nameOf(open))} Export it, or discard it with close().`, {
      volumeId: open.volumeId ?? "",
    });
  }

  get #openImages(): ReadonlySet<string> | undefined {
    return this.#controller().study && this.#shown && new Set(this.#shown.imageIds);
  }

  #isOpen({ imageIds }: ShownSeries): boolean {
    const open = this.#openImages;
    return open !== undefined && imageIds.some((imageId) => open.has(imageId));
  }

  #addLabels({ session, series }: Pick<ShownStudy, "session" | "series">, shown: ShownSeries): HostLabels {
    const adopted = this.#adopted;
    this.#adopted = undefined;
    if (adopted) return adopted.labels;
    return addHostLabels(session, series, shown, this.#options.label ?? t("host.segmentation"));
  }
}

/** What is missing on screen for the open study. */
function waitingFor(view: HostView | undefined): string | undefined {
  return view && !view.isShown ? t("host.away") : undefined;
}

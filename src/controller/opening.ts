import type { SourceSeries } from "../dicom/index.ts";
import { volumesMl } from "../dicom-objects/index.ts";
import { messageText, t } from "../texts/index.ts";
import type { LabelMap } from "../volume/index.ts";
import type { Comparison } from "./comparison.ts";
import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import { hasResult } from "./controller-state.ts";
import type { Models } from "./models.ts";
import { flattenLabels, type OpenedLabels, putParts, readLabels } from "./read-labels.ts";
import type { Review } from "./review.ts";
import { toReviewList } from "./review-record.ts";

/** Label maps of a file: the first covers the whole grid, the others hold what overlaps it. */
type Parts = readonly [LabelMap, ...LabelMap[]];

/** Opens studies and segmentations. */
export class Opening {
  readonly #context: ControllerContext;
  readonly #models: Models;
  readonly #comparison: Comparison;
  readonly #review: Review;

  constructor(
    context: ControllerContext,
    {
      models,
      comparison,
      review,
    }: { readonly models: Models; readonly comparison: Comparison; readonly review: Review },
  ) {
    this.#context = context;
    this.#models = models;
    this.#comparison = comparison;
    this.#review = review;
  }

  /**
   * Shows a series with an empty segmentation that has the segments of the model chosen for it. The study open before is
   * closed, and its segmentation discarded.
   * @throws AutosegError (the promise rejects) `cancelled` if another study is opened meanwhile, or this one closed before it
   * is shown; and what the host throws.
   */
  async open(series: SourceSeries): Promise<OpenStudy> {
    const checkOpening = this.#context.startOpening();
    await this.#models.chooseFor(series);
    const segments = await this.#models.listedSegments();
    checkOpening();
    const study = await this.#context.open(series, segments);
    await this.#models.compare();
    return study;
  }

  /**
   * As {@link open}, with an existing segmentation in place of the model's segments. Its voxels count as drawn by hand, except
   * in AUTOMATIC segments.
   */
  async openWith(series: SourceSeries, { segments, voxels }: LabelMap): Promise<OpenStudy> {
    const checkOpening = this.#context.startOpening();
    await this.#models.chooseFor(series);
    checkOpening();
    const study = await this.#context.open(series, segments, voxels);
    await this.#models.compare();
    return study;
  }

  /**
   * Opens a DICOM-SEG, RT Structure Set, NIfTI or NRRD file on the series. If something is drawn already, the user chooses
   * whether to replace it or to compare with it.
   * @throws AutosegError (the promise rejects) `not-open`, `busy`, and what reading the file throws.
   */
  async openSegmentation(file: File): Promise<void> {
    const study = this.#context.requireIdle();
    const use = hasResult(this.#context.state) ? await this.#askHowToUse(file) : "replace";
    if (this.#context.study !== study) return;
    if (use === "compare") await this.#comparison.open(file);
    if (use === "replace") await this.replaceBy(file);
  }

  /**
   * Replaces the segmentation by a file's, as an undoable step.
   * @throws AutosegError (the promise rejects) `not-open`, `busy`, and what reading the file throws.
   */
  async replaceBy(file: File): Promise<void> {
    const { notices, work } = this.#context;
    const { series } = this.#context.requireIdle();
    const { name: fileName } = file;
    const read = await readLabels(work, file, series);
    const { own, review: record, notes } = read;
    const opened = await this.#askAboutOverlaps(read, fileName);
    if (!opened || this.#context.study?.series !== series) return;
    const open = this.#context.requireIdle();
    const { session, review, edited } = open;
    const wasUnsaved = session.hasUnsavedWork;
    const segments = putParts(session, t("steps.opening", { name: fileName }), opened);
    const step = session.history.nextUndo!;
    if (record?.edited) edited.know(step, record.edited);
    if (record) review.adopt(toReviewList(record, series.volume.grid));
    else review.settle();
    // A segmentation that was only opened is in a file already, so closing it need not ask.
    if (!wasUnsaved) session.history.markSaved();
    if (read.origin) this.#context.predecessors.note(open, read.origin, read.labelMaps);
    session.stateVolumes(own ? volumesMl(own) : new Map());
    // As one notice, since only a few stay on screen.
    if (notes.length > 0) notices.notify("info", `${fileName}: ${notes.map(messageText).join(" ")}`);
    const labels = segments.map(({ label }) => label);
    notices.notify("info", t("study.openedSegmentation", { name: fileName, labels }));
    this.#review.goToFirst();
  }

  /**
   * Overlapping segments go to separate layers. For files in which overlaps are common, the user may have the smaller segments
   * take the voxels of the larger instead; undefined if the user cancels.
   */
  async #askAboutOverlaps({ parts, mayOverlap }: OpenedLabels, name: string): Promise<Parts | undefined> {
    const [labelMap, ...over] = parts;
    if (!labelMap) return undefined;
    const all: Parts = [labelMap, ...over];
    if (over.length === 0 || !mayOverlap) return all;
    const flattened = flattenLabels(parts);
    const answer = await this.#context.notices.ask({
      title: t("overlap.title"),
      text: t("overlap.text", { name, labels: flattened.cut }),
      choices: [
        { id: "cancel", label: t("common.cancel") },
        { id: "flatten", label: t("overlap.flatten") },
        { id: "layers", label: t("overlap.layers"), isPrimary: true },
      ],
    });
    if (answer === "flatten") return [flattened.labelMap];
    return answer === "layers" ? all : undefined;
  }

  #askHowToUse({ name }: File): Promise<"cancel" | "replace" | "compare" | undefined> {
    return this.#context.notices.ask({
      title: t("comparison.openAs"),
      text: t("comparison.openAsText", { name }),
      choices: [
        { id: "cancel", label: t("common.cancel") },
        { id: "replace", label: t("comparison.replaces") },
        { id: "compare", label: t("comparison.isReference"), isPrimary: true },
      ],
    });
  }
}

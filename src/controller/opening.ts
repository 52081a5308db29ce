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

/** Label maps of a file: one of the whole grid, and what lies over it. */
type Parts = readonly [LabelMap, ...LabelMap[]];

/** A study is opened, and a segmentation on it. */
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
   * Shows a series with an empty segmentation, of the segments of the model that is chosen for it. What was open is closed, and
   * the work on it is gone.
   * @throws AutosegError (the promise rejects) `cancelled` when another study is opened meanwhile, or this one closed before it is
   * shown, and what the host throws.
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
   * As {@link open}, with a segmentation that somebody has begun: its segments in the place of the model's. What is in it counts
   * as drawn by hand, but for AUTOMATIC segments.
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
   * Opens the segments of a file, DICOM-SEG, RT Structure Set, NIfTI or NRRD, on the series: in the place of what is drawn, or
   * to compare with it, where anything is; the user is asked.
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
   * Puts the segments of a file in the place of what is drawn, as a step that can be undone.
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
    // The file has it: nobody is asked about what was only opened.
    if (!wasUnsaved) session.history.markSaved();
    if (read.origin) this.#context.predecessors.note(open, read.origin, read.labelMaps);
    session.stateVolumes(own ? volumesMl(own) : new Map());
    // In one: only so many notices stay on screen.
    if (notes.length > 0) notices.notify("info", `${fileName}: ${notes.map(messageText).join(" ")}`);
    const labels = segments.map(({ label }) => label);
    notices.notify("info", t("study.openedSegmentation", { name: fileName, labels }));
    this.#review.goToFirst();
  }

  /**
   * Segments that overlap others lie in layers of their own. Where overlaps are usual of such files, the user is asked whether the
   * smaller ones are to take the voxels of the larger instead; undefined where he wants neither.
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

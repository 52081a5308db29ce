import { parseDataset, type SourceSeries, text } from "../dicom/index.ts";
import type { WriteDicomSegOptions } from "../dicom-objects/index.ts";
import { AutosegError } from "../errors.ts";
import { groupParts, joinParts, type LabelMap } from "../volume/index.ts";
import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import { type ExportFormat, exportFormats } from "./export-formats.ts";
import type { FollowUp } from "./follow-up.ts";
import type { Models } from "./models.ts";
import { toReviewItems } from "./review-items.ts";
import { toReviewRecord } from "./review-record.ts";
import { layerWithoutRejected, rejectionNotes, reviewNotes, withoutRejected } from "./without-rejected.ts";

const readerName = "autoseg.reader";

/** Descriptions of the exported object, as writeDicomSeg takes them. */
export type ExportOptions = Omit<WriteDicomSegOptions, "source">;

/** Brings a file to where it is kept, with the series that was segmented. */
export type Deliver = (file: Blob, source: SourceSeries) => Promise<unknown>;

/** A file to hand out. */
export interface ExportedFile {
  readonly file: Blob;
  readonly fileName: string;
  /** What the user should know of it, a sentence each. */
  readonly notes: readonly string[];
}

/** The segmentation as files. What was rejected is the organ's that it lies in, or left out. */
export class Exports {
  readonly #context: ControllerContext;
  readonly #models: Models;
  readonly #followUp: FollowUp;
  /** The forms that are being written, the latest last. */
  readonly #written: { readonly exporting: ExportFormat["id"] }[] = [];

  /** @param reader who draws; by default who did on the last visit. */
  constructor(
    context: ControllerContext,
    { models, followUp }: { readonly models: Models; readonly followUp: FollowUp },
    reader: string | undefined,
  ) {
    this.#context = context;
    this.#models = models;
    this.#followUp = followUp;
    context.store.update({ readerName: reader ?? context.memory.get(readerName) ?? "" });
  }

  /** Who draws, as people write it. It is remembered where unfinished work is, until it is emptied. */
  setReader(name: string): void {
    const { state, store, memory } = this.#context;
    store.update({ readerName: name });
    memory.set(readerName, name !== "" && state.autosaves ? name : undefined);
  }

  /** Exports from now on with or without the patient's identity. */
  setAnonymous(exportsAnonymously: boolean): void {
    this.#context.store.update({ exportsAnonymously });
  }

  /**
   * A copy of the segmentation as it is now, without empty segments and without what was rejected.
   * @throws AutosegError `not-open`, and `overlapping-segments` where segments overlap: {@link toLabelMaps} has them all.
   */
  toLabelMap(): LabelMap {
    const [labelMap, second] = this.toLabelMaps();
    if (!second) return labelMap!;
    throw new AutosegError(
      "overlapping-segments",
      "Segments overlap, and one label map cannot hold them. Use toLabelMaps.",
      { fileName: "" },
    );
  }

  /** As {@link toLabelMap}; where segments overlap, as few label maps as hold them all. */
  toLabelMaps(): readonly LabelMap[] {
    return this.#withoutRejected(this.#context.require()).labelMaps;
  }

  /**
   * The segmentation in a form, by the reader of the state, and without the patient where the state says so. As DICOM-SEG,
   * or as NIfTI or NRRD where the image was one of these, it counts as saved then, unless it was changed meanwhile.
   * @throws AutosegError (the promise rejects) `not-open`, `busy`, `segmentation-not-writable`, also when there is nothing to
   * export, and what the form's writer throws.
   */
  async write(id: ExportFormat["id"]): Promise<ExportedFile> {
    const format = exportFormats.find((candidate) => candidate.id === id)!;
    const { state, work } = this.#context;
    const study = this.#context.requireIdle();
    const { labelMaps, rejected } = this.#withoutRejected(study);
    if (labelMaps.every(({ segments }) => segments.length === 0))
      throw new AutosegError(
        "segmentation-not-writable",
        "All findings were rejected. There is nothing to export.",
        {},
      );
    const creatorName = toPersonName(state.readerName);
    const followUp = this.#followUp.toRecord();
    const { said } = this.#followUp;
    const review = { ...toReviewRecord(study), followUp };
    const file = await this.#writing(study, id, async () => {
      const anonymous = state.exportsAnonymously
        ? { uids: "retained" as const, labels: await this.#labelsOfModel() }
        : undefined;
      return format.write(work, labelMaps, study.series, {
        creatorName,
        anonymous,
        review,
        list: study.review.settle(),
      });
    });
    if (id === "sr" && followUp) this.#followUp.markSaved(said);
    return {
      file,
      fileName: `${namePrefix(study.series, state.exportsAnonymously)}segmentation-${fileDate()}${format.extension}`,
      notes: [
        ...reviewNotes(toReviewItems(this.#context.state), rejected),
        ...rejectionNotes(rejected, study.session.segments),
      ],
    };
  }

  /**
   * The segmentation as a checked DICOM Segmentation file, described by a program.
   * @param deliver what becomes of the file, on a server for instance: the segmentation counts as saved once that is done.
   * @throws AutosegError (the promise rejects) as {@link write}, and what `deliver` throws.
   */
  async writeDicomSeg(options: ExportOptions = {}, deliver?: Deliver): Promise<Blob> {
    const study = this.#context.requireIdle();
    const { labelMaps } = this.#withoutRejected(study);
    return this.#writing(study, "seg", async () => {
      const file = await this.#context.work.writeDicomSeg(labelMaps, {
        review: toReviewRecord(study),
        ...options,
        source: study.series,
      });
      await deliver?.(file, study.series);
      return file;
    });
  }

  /**
   * The segmentation as DICOM-SEG, by the reader of the state, brought to where objects are kept. It names the object that was
   * opened or stored before as its predecessor.
   * @param deliver stores the file, and gives the object that is there then, which may be another kind of the same.
   * @throws AutosegError (the promise rejects) `segmentation-not-writable` where exports leave out the patient, whom an object among
   * others of a study must name; as {@link write}, and what `deliver` throws.
   */
  async store(
    deliver: (file: Blob, source: SourceSeries) => Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<readonly string[]> {
    const { state, predecessors } = this.#context;
    if (state.exportsAnonymously)
      throw new AutosegError(
        "segmentation-not-writable",
        "A segmentation without patient data cannot be stored beside its images. Turn off Without patient data, or export a file.",
        {},
      );
    const study = this.#context.requireIdle();
    const { labelMaps, rejected } = this.#withoutRejected(study);
    const contentCreatorName = toPersonName(state.readerName);
    const options = {
      ...predecessors.optionsOf(study, labelMaps),
      ...(contentCreatorName !== undefined && { contentCreatorName }),
    };
    await this.writeDicomSeg(options, async (file, source) => {
      const { dataset } = parseDataset(await deliver(file, source), { headerOnly: true });
      const [sopClassUID = "", sopInstanceUID = "", seriesInstanceUID = ""] = (
        ["SOPClassUID", "SOPInstanceUID", "SeriesInstanceUID"] as const
      ).map((keyword) => text(dataset, keyword));
      predecessors.note(
        study,
        { sopClassUID, sopInstanceUID, seriesInstanceUID, contributors: [] },
        labelMaps,
      );
    });
    return [
      ...reviewNotes(toReviewItems(this.#context.state), rejected),
      ...rejectionNotes(rejected, study.session.segments),
    ];
  }

  /** What is known of the last run; undefined before the first. */
  report(): ExportedFile | undefined {
    const { report } = this.#context.state;
    if (!report) return undefined;
    const file = new Blob([`${JSON.stringify(report, undefined, 2)}\n`], { type: "application/json" });
    return { file, fileName: `run-${report.model.name}-${fileDate()}.json`, notes: [] };
  }

  #withoutRejected({ session, review }: OpenStudy) {
    const list = review.settle();
    const { labelMap, rejected } = withoutRejected(session.toLabelMap(), list);
    const layers = session.toLayerMaps().flatMap((layer) => layerWithoutRejected(layer, session.grid, list));
    const ofLayers = review.rejected.filter(({ segmentNumber }) => session.layers.has(segmentNumber));
    const drawn = labelMap.segments.length > 0 || layers.length === 0 ? [labelMap] : [];
    const { grid } = session;
    const groups = layers.length > 0 ? groupParts([...drawn, ...layers], grid) : [drawn];
    // Labels of one byte stay so.
    const labelMaps = groups.map((group) => joinParts(group, grid) as LabelMap);
    return { labelMaps, rejected: [...rejected, ...ofLayers] };
  }

  /** Of what the chosen model draws: no patient's name. */
  async #labelsOfModel(): Promise<string[]> {
    return (await this.#models.segments()).map(({ label }) => label);
  }

  async #writing(
    { session, series }: OpenStudy,
    exporting: ExportFormat["id"],
    write: () => Promise<Blob>,
  ): Promise<Blob> {
    const step = session.history.nextUndo;
    const own = { exporting };
    this.#written.push(own);
    this.#tellWritten();
    try {
      const file = await write();
      // Of an image that is not DICOM, the forms of label maps are all that keeps the segments.
      const keeps = series.fileFormat ? ["nifti", "nrrd"] : ["seg", "instance-seg", "labelmap-seg"];
      if (keeps.includes(exporting) && session.history.nextUndo === step) session.history.markSaved();
      return file;
    } finally {
      this.#written.splice(this.#written.indexOf(own), 1);
      this.#tellWritten();
    }
  }

  #tellWritten(): void {
    this.#context.store.update({ exporting: this.#written.at(-1)?.exporting });
  }
}

/** "Doe, Jane" as DICOM writes it, "Doe^Jane" (PS3.5 6.2.1.1); undefined without a name. */
function toPersonName(name: string): string | undefined {
  const personName = name.trim().replace(/\s*,\s*/, "^");
  return personName === "" ? undefined : personName;
}

/** "Doe-Jane-", or what identifies the patient without a name; nothing where the patient is not to be known. */
function namePrefix({ header }: SourceSeries, isAnonymous: boolean): string {
  const patient = text(header, "PatientName") ?? text(header, "PatientID") ?? "";
  const name = patient
    .split("=")[0]!
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  return isAnonymous || name === "" ? "" : `${name}-`;
}

/** 202611210815: local time. */
function fileDate(): string {
  const now = new Date();
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes()];
  return parts.map((part) => String(part).padStart(2, "0")).join("");
}

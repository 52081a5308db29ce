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

/** Descriptions of the exported object, as for writeDicomSeg. */
export type ExportOptions = Omit<WriteDicomSegOptions, "source">;

/** Delivers a file, given the series that was segmented. */
export type Deliver = (file: Blob, source: SourceSeries) => Promise<unknown>;

/** A file to be saved or sent. */
export interface ExportedFile {
  readonly file: Blob;
  readonly fileName: string;
  /** What the user should know about it, a sentence each. */
  readonly notes: readonly string[];
}

/** Writes the segmentation to files. Voxels of rejected parts go to the segment around them, or are left out. */
export class Exports {
  readonly #context: ControllerContext;
  readonly #models: Models;
  readonly #followUp: FollowUp;
  /** Exports in progress, the latest last. */
  readonly #written: { readonly exporting: ExportFormat["id"] }[] = [];

  /** @param reader by default the reader of the last visit. */
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

  /**
   * Sets the reader's name as people write it. An empty name is forgotten; any other is remembered if work is kept in
   * this browser.
   */
  setReader(name: string): void {
    const { state, store, memory } = this.#context;
    store.update({ readerName: name });
    memory.set(readerName, name !== "" && state.autosaves ? name : undefined);
  }

  /** Whether further exports leave out the patient's identity. */
  setAnonymous(exportsAnonymously: boolean): void {
    this.#context.store.update({ exportsAnonymously });
  }

  /**
   * A copy of the segmentation without empty segments and rejected parts.
   * @throws AutosegError `not-open`; `overlapping-segments` if segments overlap: {@link toLabelMaps} can hold them.
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

  /** As {@link toLabelMap}, but overlapping segments are allowed: as few label maps as can hold them all. */
  toLabelMaps(): readonly LabelMap[] {
    return this.#withoutRejected(this.#context.require()).labelMaps;
  }

  /**
   * Writes the segmentation in a format, with the state's reader name, and without the patient's identity if the state says so.
   * Afterwards a DICOM-SEG (or a NIfTI or NRRD of an image in that form) counts as saved, unless there were changes meanwhile.
   * @throws AutosegError (the promise rejects) `not-open`, `busy`; `segmentation-not-writable`, also if there is nothing to
   * export; and what the format's writer throws.
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
   * Writes the segmentation as a verified DICOM Segmentation, with descriptions given by the caller.
   * @param deliver stores the file, on a server for instance; the segmentation counts as saved once it resolves.
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
   * Writes the segmentation as DICOM-SEG and stores it. It names the object opened or stored before as its predecessor.
   * @param deliver stores the file and returns the stored object, which a server may have modified.
   * @throws AutosegError (the promise rejects) `segmentation-not-writable` if exports leave out the patient's identity, which
   * an object stored with its study must have; as {@link write}; and what `deliver` throws.
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

  /** The report of the last run; undefined before the first. */
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
    // Label maps of one byte per voxel remain so.
    const labelMaps = groups.map((group) => joinParts(group, grid) as LabelMap);
    return { labelMaps, rejected: [...rejected, ...ofLayers] };
  }

  /** Labels of the chosen model's segments, which cannot contain a patient's name. */
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
      // For an image that is not DICOM, only the label map formats keep the segments.
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

/** "Doe, Jane" in DICOM's form, "Doe^Jane" (PS3.5 6.2.1.1); undefined without a name. */
function toPersonName(name: string): string | undefined {
  const personName = name.trim().replace(/\s*,\s*/, "^");
  return personName === "" ? undefined : personName;
}

/** The start of a file name: "Doe-Jane-", or the patient ID if there is no name; empty if anonymous. */
function namePrefix({ header }: SourceSeries, isAnonymous: boolean): string {
  const patient = text(header, "PatientName") ?? text(header, "PatientID") ?? "";
  const name = patient
    .split("=")[0]!
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  return isAnonymous || name === "" ? "" : `${name}-`;
}

/** As 202611210815, local time. */
function fileDate(): string {
  const now = new Date();
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes()];
  return parts.map((part) => String(part).padStart(2, "0")).join("");
}

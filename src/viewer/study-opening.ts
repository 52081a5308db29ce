import { notesOn, type SourceSeries } from "../dicom/index.ts";
import { openDicomSegInWorker } from "../dicom-seg/index.ts";
import { AutosegError } from "../errors.ts";
import type { LaunchOptions } from "./launch-options.ts";
import { messages } from "./messages.ts";
import type { ModelChoice } from "./model-choice.ts";
import { fetchStudy, isSegmentationFile, withPath } from "./study-files.ts";
import { StudyReader } from "./study-reader.ts";
import type { OpenStudy, Workspace } from "./workspace.ts";

/** Opens images and segmentations: those that are served beside the page, and what the user drops, picks or names. */
export class StudyOpening {
  readonly #workspace: Workspace;
  readonly #models: ModelChoice;
  readonly #options: LaunchOptions;
  readonly #reader: StudyReader;

  constructor(workspace: Workspace, models: ModelChoice, options: LaunchOptions) {
    this.#workspace = workspace;
    this.#models = models;
    this.#options = options;
    this.#reader = new StudyReader(workspace.store, workspace.notices);
  }

  /** Opens the study that the page was asked for, or the one that is served beside it, if there is one. */
  async openFirst(): Promise<void> {
    const { store, notices } = this.#workspace;
    if (this.#options.dicomWeb !== undefined) return this.openDicomWeb(this.#options.dicomWeb);
    store.update({ loading: { text: messages.study.fetching, fraction: undefined } });
    const files = await notices.attempt(() => fetchStudy(this.#options.study));
    store.update({ loading: undefined });
    if (files) await this.openFiles(files);
  }

  /** Opens images as a study, and shows a segmentation that is among the files on it. */
  async openFiles(files: readonly File[]): Promise<void> {
    if (files.length === 0) {
      this.#workspace.notices.notify("error", messages.study.emptyFolder);
      return;
    }
    const isSegmentation = await Promise.all(
      files.map((file) => isSegmentationFile(file).catch(() => false)),
    );
    const images = files.filter((_, index) => !isSegmentation[index]);
    const segmentations = files.filter((_, index) => isSegmentation[index]);
    if (images.length > 0 && !(await this.#openImages(images))) return;
    for (const file of segmentations) await this.#openSegmentation(file);
  }

  /** Opens a study or series on a DICOMweb server, by its address. */
  async openDicomWeb(address: string): Promise<void> {
    await this.#openImages(address);
  }

  cancelReading(): void {
    this.#reader.cancel();
  }

  async #openImages(source: readonly File[] | string): Promise<boolean> {
    const { state, notices } = this.#workspace;
    if (state.run) {
      notices.notify("info", messages.run.beforeOpening);
      return false;
    }
    if (state.isUnsaved && !(await this.#mayDiscard())) return false;
    notices.dismissAll();
    return this.#reader.read(typeof source === "string" ? source : source.map(withPath), (series) =>
      this.#show(series),
    );
  }

  async #mayDiscard(): Promise<boolean> {
    const answer = await this.#workspace.notices.ask({
      title: messages.study.openAnother,
      text: messages.study.discards,
      choices: [
        { id: "keep", label: messages.study.keep },
        { id: "discard", label: messages.study.discard, isPrimary: true },
      ],
    });
    return answer === "discard";
  }

  async #show(series: SourceSeries): Promise<void> {
    await this.#models.chooseFor(series);
    const segments = await this.#models.segments();
    await this.#workspace.show(series, segments);
    for (const note of notesOn(series)) this.#workspace.notices.notify("info", note);
  }

  async #openSegmentation(file: File): Promise<void> {
    const { study, notices } = this.#workspace;
    if (!study) {
      notices.notify("error", messages.study.segmentationFirst(file.name));
      return;
    }
    if (study.session.isEditing) {
      notices.notify("info", messages.run.beforeOpeningSegmentation);
      return;
    }
    await notices.attempt(() => this.#readSegmentation(study, file));
  }

  async #readSegmentation({ session, series }: OpenStudy, file: File): Promise<void> {
    const { notices } = this.#workspace;
    const { labelMaps, notes } = await openDicomSegInWorker(file, {
      source: series,
      fileName: file.name,
    });
    const [labelMap, second] = labelMaps;
    if (!labelMap || second) {
      const { name: fileName } = file;
      throw new AutosegError("overlapping-segments", messages.study.overlapping(fileName), { fileName });
    }
    const { segments } = labelMap;
    const edit = session.beginEdit("file", messages.study.openingStep(file.name));
    edit.segments = segments;
    edit.types = new Map(segments.map((segment) => [segment.segmentNumber, segment.algorithmType]));
    edit.writeAll(labelMap.voxels);
    edit.commit();
    for (const note of notes) notices.notify("info", `${file.name}: ${note}`);
    notices.notify(
      "info",
      messages.study.openedSegmentation(
        file.name,
        segments.map(({ label }) => label),
      ),
    );
  }
}

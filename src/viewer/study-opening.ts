import { isReferenced, notesOn, type ReferencedImages, type SourceSeries } from "../dicom/index.ts";
import { findObjectKind } from "../dicom-objects/index.ts";
import type { EditStep, SegmentationSession } from "../editing/index.ts";
import { AutosegError, isAutosegError } from "../errors.ts";
import { formatNumber, messageText, t } from "../texts/index.ts";
import type { VolumeImage } from "../volume-files/index.ts";
import type { LaunchOptions } from "./launch-options.ts";
import type { Library } from "./library.ts";
import type { LibraryVolume } from "./library-list.ts";
import type { OtherServers } from "./other-servers.ts";
import { fetchStudy, readReferences, type SortedFiles, sortFiles, withPath } from "./study-files.ts";
import type { Reading, StudyReader } from "./study-reader.ts";
import type { Workspace } from "./workspace.ts";

interface OpeningParts {
  readonly library: Library;
  readonly reader: StudyReader;
  readonly otherServers: OtherServers;
}

/** Opens images and segmentations: those served with the page, and those that the user drops, picks or names. */
export class StudyOpening {
  readonly #workspace: Workspace;
  readonly #options: LaunchOptions;
  readonly #reader: StudyReader;

  readonly #library: Library;
  /** Segmentations and reports that came with several series; each is opened with the series it was made on. */
  #waiting: readonly File[] = [];
  /** The segmentation and its last step when the user agreed that another study replaces it. */
  #agreed: { readonly session: SegmentationSession; readonly step: EditStep | undefined } | undefined;

  readonly #otherServers: OtherServers;

  constructor(workspace: Workspace, { library, reader, otherServers }: OpeningParts, options: LaunchOptions) {
    this.#otherServers = otherServers;
    this.#workspace = workspace;
    this.#library = library;
    this.#options = options;
    this.#reader = reader;
  }

  /** Opens the study in the page's address, or the one served with the page, if any. */
  async openFirst(): Promise<void> {
    const { store, notices } = this.#workspace;
    const { dicomWeb, study } = this.#options;
    if (!(await this.#otherServers.mayContact(dicomWeb ?? study, "study"))) return;
    if (dicomWeb !== undefined) return this.openDicomWeb(dicomWeb);
    store.update({ loading: { text: t("study.fetching"), fraction: undefined } });
    const files = await notices.attempt(() => fetchStudy(study));
    store.update({ loading: undefined });
    if (files) await this.openFiles(files);
  }

  /** Opens images as a study, and a segmentation among the files on it. */
  async openFiles(files: readonly File[]): Promise<void> {
    if (files.length === 0) {
      this.#workspace.notices.notify("error", t("study.emptyFolder"));
      return;
    }
    const sorted = await sortFiles(files);
    const { images, segmentations, reports } = sorted;
    if (sorted.volumeFiles.length > 0) return this.#openVolumeFiles(sorted);
    const referenced = segmentations[0] && (await readReferences(segmentations[0]));
    const reading = images.length > 0 ? await this.#openImages(images, referenced) : "shown";
    if (reading === "listed") this.#waiting = [...segmentations, ...reports];
    if (reading !== "shown") return;
    const here = images.length > 0 ? await this.#setAside(segmentations) : segmentations;
    for (const file of here) await this.#openSegmentation(file);
    for (const file of reports) await this.#openReport(file, images.length > 0);
  }

  /** Sets aside segmentations made on other listed volumes. @returns those for the open volume. */
  async #setAside(files: readonly File[]): Promise<readonly File[]> {
    const { openVolume } = this.#workspace.state;
    const volumes = await Promise.all(files.map((file) => this.#volumeOf(file)));
    const isHere = (volume: LibraryVolume | undefined): boolean => !volume || volume.id === openVolume;
    this.#waiting = files.filter((_, index) => !isHere(volumes[index]));
    return files.filter((_, index) => isHere(volumes[index]));
  }

  /** The segmentation that came with the files and was made on a listed volume. */
  async waitingFor(id: string): Promise<File | undefined> {
    const volumes = await Promise.all(this.#waiting.map((file) => this.#volumeOf(file)));
    return this.#waiting.find((_, index) => volumes[index]?.id === id);
  }

  async #volumeOf(file: File): Promise<LibraryVolume | undefined> {
    const referenced = await readReferences(file);
    return referenced && this.#library.findReferenced(referenced);
  }

  /**
   * Opens NIfTI and NRRD files: first the image among them, unless DICOM images come with them, then label maps on it.
   * The header tells which is which, or else the values: if an image is open, a file with few different whole numbers is
   * a label map.
   */
  async #openVolumeFiles({ images, segmentations, reports, volumeFiles: files }: SortedFiles): Promise<void> {
    if (images.length > 0 && (await this.#openImages(images, undefined)) !== "shown") return;
    const { notices } = this.#workspace;
    const labels: File[] = [...segmentations];
    let isShown = images.length > 0;
    for (const file of files) {
      const image = await this.#reader.readVolumeFile(file);
      if (!image) return;
      const isLabels =
        image.mayBeLabels && (isShown || files.length > 1 || this.#workspace.study !== undefined);
      if (isLabels) labels.push(file);
      else if (isShown) notices.notify("error", t("volumeFile.second", { name: file.name }));
      else isShown = await this.#openVolumeImage(file, image);
      if (!isLabels && !isShown) return;
    }
    for (const file of labels) await this.#openSegmentation(file);
    for (const file of reports) await this.#openReport(file, isShown);
  }

  /** Asks for an image's modality, which the file does not tell. @returns whether the image is on screen. */
  async #openVolumeImage(file: File, { range, suggestedModality }: VolumeImage): Promise<boolean> {
    if (!(await this.#mayReplace())) return false;
    const [least, most] = range.map((value) => formatNumber(value, Number.isInteger(value) ? 0 : 2));
    const modality = await this.#workspace.notices.ask({
      title: t("volumeFile.title"),
      text: t("volumeFile.text", { name: file.name, least: least!, most: most! }),
      choices: (["CT", "MR", "PT", "OT"] as const).map((id) => ({
        id,
        label: t(`volumeFile.${id}`),
        ...(id === (suggestedModality ?? "MR") && { isPrimary: true }),
      })),
    });
    if (modality === undefined) return false;
    this.#waiting = [];
    const reading = await this.#reader.showVolumeFile(file, modality, (series) => this.#show(series));
    return this.#after(reading) === "shown";
  }

  /**
   * Opens a study or series by its DICOMweb URL.
   * @param object a segmentation or structure set of it: the volume it was drawn on is opened, with the object.
   */
  async openDicomWeb(address: string, object?: File): Promise<void> {
    const reading = await this.#openImages(address, object && (await readReferences(object)));
    if (!object) return;
    if (reading === "listed") this.#waiting = [object];
    if (reading === "shown") await this.#openSegmentation(object);
  }

  /** Opens a listed volume. */
  async openVolume(id: string): Promise<void> {
    const volume = this.#library.find(id);
    if (!volume || id === this.#workspace.state.openVolume) return;
    // If the user was asked before the volumes were listed, and has drawn nothing since, there is no second question.
    if (!(await this.#mayReplace(this.#isAgreed))) return;
    const reading = await this.#reader.readVolume(volume, (series) => this.#show(series));
    if (this.#after(reading) !== "shown") return;
    for (const file of await this.#setAside(this.#waiting))
      await ((await findObjectKind(file)) === "report"
        ? this.#openReport(file, true)
        : this.#openSegmentation(file));
  }

  /** Shows a listed volume over the open one. */
  async openOverlay(id: string): Promise<void> {
    const volume = this.#library.find(id);
    if (!volume || !this.#workspace.study) return;
    await this.#reader.readAlong(volume, (series) => this.#workspace.controller.fusion.open(series));
  }

  /** Reads a listed study on a server, and opens its volume if it has only one. */
  async openStudy(url: string): Promise<void> {
    const only = await this.#reader.readStudy(url);
    if (only) await this.openVolume(only.id);
  }

  cancelReading(): void {
    this.#reader.cancel();
  }

  async #openImages(source: readonly File[] | string, referenced?: ReferencedImages): Promise<Reading> {
    if (!(await this.#mayReplace())) return "failed";
    this.#waiting = [];
    const reading = await this.#reader.read(
      typeof source === "string" ? source : source.map(withPath),
      (series) => this.#show(series),
      referenced,
    );
    return this.#after(reading);
  }

  /** Whether another study may replace the one on screen: not during a run; unsaved work needs the user's consent. */
  async #mayReplace(isAgreed = false): Promise<boolean> {
    const { state, notices } = this.#workspace;
    if (state.run) {
      notices.notify("info", t("run.beforeOpening"));
      return false;
    }
    if (state.isUnsaved && !isAgreed && !(await this.#mayDiscard())) return false;
    notices.dismissAll();
    const session = this.#workspace.study?.session;
    this.#agreed = session && { session, step: session.history.nextUndo };
    return true;
  }

  /** Whether the user was asked about the segmentation as it is now. */
  get #isAgreed(): boolean {
    const session = this.#workspace.study?.session;
    return (
      session !== undefined &&
      this.#agreed?.session === session &&
      this.#agreed.step === session.history.nextUndo
    );
  }

  /** An agreement ends with the study that it was about; if that stays, the user is asked again. */
  #after(reading: Reading): Reading {
    if (reading === "failed") this.#agreed = undefined;
    return reading;
  }

  async #mayDiscard(): Promise<boolean> {
    const answer = await this.#workspace.notices.ask({
      title: t("study.openAnother"),
      text: t("study.discards"),
      choices: [
        { id: "discard", label: t("study.discard") },
        { id: "keep", label: t("study.keep") },
        { id: "export", label: t("study.exportAndOpen"), isPrimary: true },
      ],
    });
    if (answer === "export") return this.#workspace.exportBefore();
    return answer === "discard";
  }

  /** @throws AutosegError `cancelled` if the user keeps what was done on the open study while this series was read. */
  async #show(series: SourceSeries): Promise<void> {
    if (this.#workspace.state.isUnsaved && !this.#isAgreed && !(await this.#mayDiscard()))
      throw new AutosegError("cancelled", "The open study stays.", {});
    this.#agreed = undefined;
    await this.#workspace.controller.opening.open(series);
    for (const note of notesOn(series)) this.#workspace.notices.notify("info", messageText(note));
  }

  async #openSegmentation(file: File): Promise<void> {
    const { notices } = this.#workspace;
    if (!this.#workspace.study) {
      notices.notify("error", t("study.segmentationFirst", { name: file.name }));
      return;
    }
    if (this.#workspace.study.session.isEditing) {
      notices.notify("info", t("run.beforeOpeningSegmentation"));
      return;
    }
    if (!(await this.#openItsVolume(file))) return;
    await notices.attempt(() => this.#workspace.controller.opening.openSegmentation(file));
  }

  /**
   * Takes over manual measurements. @param cameAlong the report came with images; reports of other programs are then ignored.
   */
  async #openReport(file: File, cameAlong: boolean): Promise<void> {
    const { controller, notices, study } = this.#workspace;
    if (!study) {
      if (!cameAlong) notices.notify("error", t("study.reportFirst", { name: file.name }));
      return;
    }
    await notices.attempt(async () => {
      try {
        await controller.measuring.openReport(file);
      } catch (error) {
        if (!cameAlong || !isAutosegError(error, "invalid-segmentation")) throw error;
      }
    });
  }

  /** If a segmentation was drawn on another listed volume, offers to open that. @returns false if the user cancels. */
  async #openItsVolume(file: File): Promise<boolean> {
    const { study, notices } = this.#workspace;
    const referenced = await readReferences(file);
    const isHere =
      referenced && study?.series.instances.some((instance) => isReferenced(instance, referenced));
    const volume = referenced && !isHere ? this.#library.findReferenced(referenced) : undefined;
    if (!volume || volume.id === this.#workspace.state.openVolume) return true;
    const answer = await notices.ask({
      title: t("otherVolume.title"),
      text: t("otherVolume.text", { name: file.name, volume: volume.title }),
      choices: [
        { id: "cancel", label: t("common.cancel") },
        { id: "here", label: t("otherVolume.here") },
        { id: "open", label: t("otherVolume.open"), isPrimary: true },
      ],
    });
    if (answer !== "open") return answer === "here";
    await this.openVolume(volume.id);
    return this.#workspace.state.openVolume === volume.id;
  }
}

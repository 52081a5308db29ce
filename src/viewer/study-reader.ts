import {
  catalogSeriesInWorkers,
  type ReadOptions,
  type ReferencedImages,
  readSeriesInWorkers,
  type SeriesCatalog,
  type SourceFile,
  type SourceSeries,
} from "../dicom/index.ts";
import { openDicomWeb } from "../dicomweb/index.ts";
import { isAutosegError } from "../errors.ts";
import { t } from "../texts/index.ts";
import { readVolumeImageInWorker, type VolumeImage } from "../volume-files/index.ts";
import type { Library } from "./library.ts";
import type { LibraryVolume } from "./library-list.ts";
import { describeReading } from "./study-summary.ts";
import type { Workspace } from "./workspace.ts";

/** Outcome of a read: a series is on screen, several are listed to choose from, or it failed or was cancelled. */
export type Reading = "shown" | "listed" | "failed";

type Show = (series: SourceSeries) => Promise<void>;

/** Reads one series at a time, and lists the choice if there are several. */
export class StudyReader {
  readonly #workspace: Workspace;
  readonly #library: Library;
  #reading: AbortController | undefined;

  constructor(workspace: Workspace, library: Library) {
    this.#workspace = workspace;
    this.#library = library;
  }

  cancel(): void {
    this.#reading?.abort();
    this.#workspace.store.update({ loading: undefined });
  }

  /** Reads the series in files or at a DICOMweb URL; of several volumes, the one that `referenced` names. */
  read(source: readonly SourceFile[] | string, show: Show, referenced?: ReferencedImages): Promise<Reading> {
    return this.#attempt(async (options) => {
      const files = typeof source === "string" ? await this.#findOnServer(source, options) : source;
      if (!files) return "listed";
      const series = await this.#readOnly(files, { ...options, ...(referenced && { referenced }) });
      if (!series) {
        this.#library.list(await catalogSeriesInWorkers(files, options));
        return "listed";
      }
      await this.#show(series, show, options);
      this.#library.clear();
      if (series.otherVolumes?.length || referenced) {
        const catalog = await catalogSeriesInWorkers(files, options);
        if (countVolumes(catalog) > 1) this.#library.list(catalog);
        this.#library.markOpen(series);
      }
      return "shown";
    });
  }

  /** Reads a listed volume. */
  readVolume({ seriesInstanceUID, volumeIndex }: LibraryVolume, show: Show): Promise<Reading> {
    return this.#attempt(async (options) => {
      const catalog = this.#library.catalogOf(seriesInstanceUID);
      if (!catalog) return "failed";
      const series = await catalog.read(seriesInstanceUID, volumeIndex, options);
      await this.#show(series, show, options);
      this.#library.markOpen(series);
      return "shown";
    });
  }

  /**
   * Reads a series in files or at a study's URL, to be shown next to the open one: the one that `referenced` names. If there
   * are several to choose from, they are added to the list.
   */
  readBeside(
    source: readonly SourceFile[] | string,
    show: Show,
    referenced?: ReferencedImages,
  ): Promise<Reading> {
    return this.#attempt(async (options) => {
      const files = typeof source === "string" ? await openDicomWeb(source, options) : source;
      const series = await this.#readOnly(files, { ...options, ...(referenced && { referenced }) });
      if (series) await this.#show(series, show, options);
      else this.#library.addStudies(await catalogSeriesInWorkers(files, options));
      return series ? "shown" : "listed";
    });
  }

  /** Reads a listed volume to be shown over the open one, or next to it. */
  readAlong({ seriesInstanceUID, volumeIndex }: LibraryVolume, show: Show): Promise<Reading> {
    return this.#attempt(async (options) => {
      const catalog = this.#library.catalogOf(seriesInstanceUID);
      if (!catalog) return "failed";
      await this.#show(await catalog.read(seriesInstanceUID, volumeIndex, options), show, options);
      return "shown";
    });
  }

  /**
   * Reads a listed volume as a further input channel of a model.
   * @throws AutosegError (the promise rejects) what reading it throws; `cancelled`.
   */
  async readForModel({ seriesInstanceUID, volumeIndex }: LibraryVolume): Promise<SourceSeries> {
    const catalog = this.#library.catalogOf(seriesInstanceUID)!;
    let series: SourceSeries | undefined;
    await this.#track(async (options) => {
      series = await catalog.read(seriesInstanceUID, volumeIndex, options);
    });
    return series!;
  }

  /** Reads a NIfTI or NRRD file; undefined if it cannot be read, which is reported to the user. */
  async readVolumeFile(file: File): Promise<VolumeImage | undefined> {
    let image: VolumeImage | undefined;
    await this.#attempt(async ({ signal }) => {
      this.#workspace.store.update({
        loading: { text: t("study.readingFiles", { count: 1 }), fraction: undefined },
      });
      image = await readVolumeImageInWorker(file, { fileName: file.name, signal });
      return "shown";
    });
    return image;
  }

  /** Shows the image in a NIfTI or NRRD file, with a modality given by the user. */
  showVolumeFile(file: File, modality: string, show: Show): Promise<Reading> {
    return this.#attempt(async (options) => {
      const { signal } = options;
      this.#workspace.store.update({
        loading: { text: t("study.readingFiles", { count: 1 }), fraction: undefined },
      });
      const { series } = await readVolumeImageInWorker(file, { fileName: file.name, modality, signal });
      await this.#show(series, show, options);
      this.#library.clear();
      return "shown";
    });
  }

  /** Reads a listed study on a server. @returns its volume; undefined if it has several, which are listed. */
  async readStudy(url: string): Promise<LibraryVolume | undefined> {
    let only: LibraryVolume | undefined;
    await this.#attempt(async (options) => {
      this.#workspace.store.update({ loading: { text: t("study.askingServer"), fraction: undefined } });
      const catalog: SeriesCatalog = await catalogSeriesInWorkers(await openDicomWeb(url, options), options);
      const known = new Set(this.#library.volumes.map(({ id }) => id));
      this.#library.fill(url, catalog);
      const found = this.#library.volumes.filter(({ id }) => !known.has(id));
      only = found.length === 1 ? found[0] : undefined;
      return "listed";
    });
    return only;
  }

  /** One read at a time: one still in progress is cancelled. */
  async #attempt(read: (options: Required<ReadOptions>) => Promise<Reading>): Promise<Reading> {
    try {
      return await this.#track(read);
    } catch (error) {
      this.#workspace.notices.report(error);
      return "failed";
    }
  }

  /** A read with progress on screen that can be cancelled. @throws what reading throws. */
  async #track<T>(read: (options: Required<ReadOptions>) => Promise<T>): Promise<T> {
    this.#reading?.abort();
    const reading = new AbortController();
    const { signal } = reading;
    this.#reading = reading;
    const { store } = this.#workspace;
    try {
      return await read({
        signal,
        onProgress: (progress) => {
          if (!signal.aborted) store.update({ loading: describeReading(progress) });
        },
      });
    } finally {
      if (this.#reading === reading) {
        this.#reading = undefined;
        store.update({ loading: undefined });
      }
    }
  }

  async #show(series: SourceSeries, show: Show, { signal }: Required<ReadOptions>): Promise<void> {
    signal.throwIfAborted();
    this.#workspace.store.update({ loading: { text: t("study.preparing"), fraction: undefined } });
    await show(series);
  }

  /** The images at a URL; undefined if a search has found several studies, which are then listed. */
  async #findOnServer(
    address: string,
    options: Required<ReadOptions>,
  ): Promise<readonly SourceFile[] | undefined> {
    this.#workspace.store.update({ loading: { text: t("study.askingServer"), fraction: undefined } });
    try {
      return await openDicomWeb(address, options);
    } catch (error) {
      if (!isAutosegError(error, "several-studies")) throw error;
      const { studies } = error.details;
      this.#library.listStudies(studies.map(({ url, label }) => ({ url: withUser(url, address), label })));
      return undefined;
    }
  }

  /** The only series in the files; undefined if there are several. */
  async #readOnly(
    files: readonly SourceFile[],
    options: Required<ReadOptions> & { readonly referenced?: ReferencedImages },
  ): Promise<SourceSeries | undefined> {
    this.#workspace.store.update({
      loading: { text: t("study.readingFiles", { count: files.length }), fraction: 0 },
    });
    try {
      return await readSeriesInWorkers(files, options);
    } catch (error) {
      if (isAutosegError(error, "several-series")) return undefined;
      throw error;
    }
  }
}

function countVolumes({ studies }: SeriesCatalog): number {
  return studies.flatMap(({ series }) => series.flatMap(({ volumes }) => volumes)).length;
}

/** A study's URL with the user and password of the search that found it. */
function withUser(found: string, searched: string): string {
  const url = new URL(found);
  ({ username: url.username, password: url.password } = new URL(searched));
  return url.href;
}

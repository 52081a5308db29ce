import {
  openDicomWeb,
  type ReadOptions,
  readSeriesInWorkers,
  type SourceFile,
  type SourceSeries,
} from "../dicom/index.ts";
import { isAutosegError } from "../errors.ts";
import type { Store } from "../extension/index.ts";
import { messages } from "./messages.ts";
import type { Notices } from "./notices.ts";
import { describeReading } from "./study-summary.ts";
import type { ViewerState } from "./viewer-state.ts";

/** Reads one series of the user's files at a time, and asks which when there are several. */
export class StudyReader {
  readonly #store: Store<ViewerState>;
  readonly #notices: Notices;
  #reading: AbortController | undefined;

  constructor(store: Store<ViewerState>, notices: Notices) {
    this.#store = store;
    this.#notices = notices;
  }

  cancel(): void {
    this.#reading?.abort();
    this.#store.update({ loading: undefined });
  }

  /**
   * Reads a series of files, or of the address of a DICOMweb server, and hands it to `show`; a reading that is still
   * going on is given up. False when it failed, which the user is told, or was cancelled.
   */
  async read(
    source: readonly SourceFile[] | string,
    show: (series: SourceSeries) => Promise<void>,
  ): Promise<boolean> {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    try {
      const files = typeof source === "string" ? await this.#findOnServer(source, reading.signal) : source;
      const series = files && (await this.#readSeries(files, reading.signal, undefined));
      if (!series || reading.signal.aborted) return false;
      this.#store.update({ loading: { text: messages.study.preparing, fraction: undefined } });
      await show(series);
      return true;
    } catch (error) {
      this.#notices.report(error);
      return false;
    } finally {
      if (this.#reading === reading) {
        this.#reading = undefined;
        this.#store.update({ loading: undefined });
      }
    }
  }

  /** The images at an address; asks which study is meant where a search has found several. */
  async #findOnServer(address: string, signal: AbortSignal): Promise<readonly SourceFile[] | undefined> {
    this.#store.update({ loading: { text: messages.study.askingServer, fraction: undefined } });
    try {
      return await openDicomWeb(address, { signal, onProgress: this.#showProgress(signal) });
    } catch (error) {
      if (!isAutosegError(error, "several-studies")) throw error;
      this.#store.update({ loading: undefined });
      const { studies } = error.details;
      const chosen = await this.#notices.chooseSeries(
        studies.map(({ url, label }) => ({ seriesInstanceUID: url, label })),
      );
      return chosen === undefined ? undefined : this.#findOnServer(withUser(chosen, address), signal);
    }
  }

  #showProgress(signal: AbortSignal): NonNullable<ReadOptions["onProgress"]> {
    return (progress) => {
      if (!signal.aborted) this.#store.update({ loading: describeReading(progress) });
    };
  }

  async #readSeries(
    files: readonly SourceFile[],
    signal: AbortSignal,
    seriesInstanceUID: string | undefined,
  ): Promise<SourceSeries | undefined> {
    this.#store.update({ loading: { text: messages.study.readingFiles(files.length), fraction: 0 } });
    try {
      return await readSeriesInWorkers(files, {
        ...(seriesInstanceUID !== undefined && { seriesInstanceUID }),
        signal,
        onProgress: this.#showProgress(signal),
      });
    } catch (error) {
      if (!isAutosegError(error, "several-series")) throw error;
      this.#store.update({ loading: undefined });
      const chosen = await this.#notices.chooseSeries(error.details.series);
      return chosen === undefined ? undefined : this.#readSeries(files, signal, chosen);
    }
  }
}

/** The address of a study with the user and password of the search that found it. */
function withUser(found: string, searched: string): string {
  const url = new URL(found);
  ({ username: url.username, password: url.password } = new URL(searched));
  return url.href;
}

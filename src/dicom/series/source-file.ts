import type { Dataset } from "../dataset.ts";

/** A file to read; a browser's `File` is one. */
export interface SourceFile {
  /** Name as the user knows it, for messages; preferably a path relative to the opened folder. */
  readonly name: string;
  arrayBuffer(): Promise<ArrayBuffer>;
  /** Size in bytes, and access to a part of the file if that is cheaper: headers are then read without the pixels. */
  readonly size?: number;
  slice?(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
  /** An image on a server, with a known header and access to single frames. */
  readonly remote?: RemoteImage;
}

/** An image whose parts can be fetched separately. */
export interface RemoteImage {
  readonly header: {
    readonly dataset: Dataset;
    /** "" if the server does not state it before the pixels are fetched. */
    readonly transferSyntaxUID: string;
    /** Whether the data set is complete; otherwise the whole file is read. */
    readonly isWhole: boolean;
  };
  /** Fetches encoded frames (zero-based). */
  fetchFrames(frameIndices: readonly number[]): Promise<FetchedFrames>;
}

export interface FetchedFrames {
  readonly fileName: string;
  readonly transferSyntaxUID: string;
  readonly frames: readonly Uint8Array[];
}

/** The progress of reading. */
export interface ReadProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  /** First the headers of all files, then the pixels of the series. */
  readonly phase: "headers" | "pixels";
}

export interface ReadOptions {
  readonly onProgress?: (progress: ReadProgress) => void;
  readonly signal?: AbortSignal;
}

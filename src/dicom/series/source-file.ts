import type { Dataset } from "../dataset.ts";

/** A file to read: a browser's `File` is one. */
export interface SourceFile {
  /** As the user knows it, for messages; a path below the folder that was opened is best. */
  readonly name: string;
  arrayBuffer(): Promise<ArrayBuffer>;
  /** Size in bytes and a part of the file, where cheaper than the whole: headers are then read without the pixels. */
  readonly size?: number;
  slice?(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
  /** An image on a server, of which the header is known and single frames can be had. */
  readonly remote?: RemoteImage;
}

/** An image of which the parts come one by one. */
export interface RemoteImage {
  readonly header: {
    readonly dataset: Dataset;
    /** "" where the server does not say before the pixels are there. */
    readonly transferSyntaxUID: string;
    /** Whether every value is in the data set; else the whole file is read. */
    readonly isWhole: boolean;
  };
  /** Frames (zero-based) as they are stored. */
  fetchFrames(frameIndices: readonly number[]): Promise<FetchedFrames>;
}

export interface FetchedFrames {
  readonly fileName: string;
  readonly transferSyntaxUID: string;
  readonly frames: readonly Uint8Array[];
}

/** How far the reading is. */
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

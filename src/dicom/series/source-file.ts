/** A file to read: a browser's `File` is one. */
export interface SourceFile {
  /** As the user knows it, for messages; a path below the folder that was opened is best. */
  readonly name: string;
  arrayBuffer(): Promise<ArrayBuffer>;
  /** Size in bytes and a part of the file, where cheaper than the whole: headers are then read without the pixels. */
  readonly size?: number;
  slice?(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
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

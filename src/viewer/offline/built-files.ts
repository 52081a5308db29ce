/** A file of a build as it left it. */
export interface BuiltFile {
  /** Address relative to the page, which itself is "". */
  readonly url: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What the service worker tells the pages. */
export type OfflineMessage =
  | { readonly kind: "saving"; readonly doneBytes: number; readonly totalBytes: number }
  /** `found` is "HTTP 404", or "SHA-256" where the file is not the one that was built. */
  | { readonly kind: "failed"; readonly url: string; readonly found: string };

/** What a page tells the service worker: that it runs, or that it agrees to the version that waits. */
export type PageMessage = "started" | "activate";

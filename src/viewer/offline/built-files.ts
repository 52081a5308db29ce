/** A file of a build. */
export interface BuiltFile {
  /** URL relative to the page, whose own is "". */
  readonly url: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Messages from the service worker to pages. */
export type OfflineMessage =
  | { readonly kind: "saving"; readonly doneBytes: number; readonly totalBytes: number }
  /** `found` is "HTTP 404" for instance, or "SHA-256" if the file is not the one that was built. */
  | { readonly kind: "failed"; readonly url: string; readonly found: string };

/** Messages from a page: it is running, or it agrees to the waiting version. */
export type PageMessage = "started" | "activate";

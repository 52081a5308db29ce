/** A model on the page's server, and how much of it is kept in this browser. */
export interface KeptModel {
  readonly name: string;
  readonly title: string;
  readonly totalBytes: number;
  readonly keptBytes: number;
}

/** What works offline, and whether a new version is available. */
export interface OfflineState {
  /** State of the application's own files; undefined if served without a service worker. */
  readonly program: "saving" | "kept" | "failed" | "insecure" | undefined;
  /** While the application is being saved, 0..1. */
  readonly fraction: number;
  /** Why the application could not be saved, as a sentence. */
  readonly trouble: string | undefined;
  readonly hasNewVersion: boolean;
  readonly models: readonly KeptModel[];
  /** While models are being saved, 0..1. */
  readonly modelsFraction: number | undefined;
}

export const initialOffline: OfflineState = {
  program: undefined,
  fraction: 0,
  trouble: undefined,
  hasNewVersion: false,
  models: [],
  modelsFraction: undefined,
};

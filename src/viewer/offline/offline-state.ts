/** A model that the server of the page offers, and how much of it is in this browser. */
export interface KeptModel {
  readonly name: string;
  readonly title: string;
  readonly totalBytes: number;
  readonly keptBytes: number;
}

/** What works without the server, and whether it has something newer. */
export interface OfflineState {
  /** Of the program itself; undefined where it is served without a service worker. */
  readonly program: "saving" | "kept" | "failed" | "insecure" | undefined;
  /** While the program is being saved, 0..1. */
  readonly fraction: number;
  /** Why the program could not be saved: a sentence. */
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

import type { WriteDicomSegOptions } from "../dicom-objects/index.ts";
import type { BackendOptions } from "../inference/index.ts";
import type { Language } from "../texts/index.ts";
import type { OpenVolumeOptions } from "./open-volume.ts";

export interface ExtensionOptions extends OpenVolumeOptions, BackendOptions {
  /**
   * Addresses of models, folders or manifests; the first is chosen to begin with, and of several, once a volume is open, the
   * one that is known to fit it. None for drawing by hand alone.
   */
  readonly models: readonly string[];
  /**
   * Language of the page's texts, panel and step names. There is one for the page: the last that was asked for. By default the
   * first of the browser's that there is.
   */
  readonly language?: Language;
}

export interface SegmentOptions {
  /**
   * What a repeated run leaves as it is: voxels that a person changed last and locked segments ("edits", the default), or
   * locked segments only ("locks"). Undo brings back what it replaces.
   */
  readonly keep?: "edits" | "locks";
}

/** Descriptions of the exported object, as writeDicomSeg takes them. */
export type ExportOptions = Omit<WriteDicomSegOptions, "source">;

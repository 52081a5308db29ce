import type { Memory } from "../controller/index.ts";
import type { SourceSeries } from "../dicom/index.ts";
import type { HistoryLimits } from "../editing/index.ts";
import type { BackendOptions } from "../inference/index.ts";
import type { Language } from "../texts/index.ts";
import type { AssetFolders } from "../workers/index.ts";
import type { HostPlace, HostSeriesChoice } from "./host-viewports.ts";

/** Which series is opened, where the viewports show several, and how long to wait for it. */
export interface OpenOptions extends HostSeriesChoice {
  /**
   * Milliseconds to wait for a viewport that shows a series; meanwhile `state.waitingFor` says what is missing. 0 rejects at
   * once.
   */
  readonly waitMs?: number;
}

export interface ExtensionOptions extends HostPlace, BackendOptions {
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
  /** The series of the volume, read from its files; by default from Cornerstone's cache and metadata. */
  readonly source?: SourceSeries;
  /**
   * Further series of the patient, read by the application, for models that see several; besides those that Cornerstone's cache
   * has as volumes.
   */
  readonly otherSeries?: readonly SourceSeries[];
  /** Where the application serves worker scripts and WebAssembly itself; by default they are where the bundler put them. */
  readonly assets?: AssetFolders;
  readonly history?: HistoryLimits;
  /** Name of the segmentation in the host's list; "Segmentation" in the language of the page by default. */
  readonly label?: string;
  /** As {@link OpenOptions}, for whatever opens the series by itself; 30 seconds by default. */
  readonly waitMs?: number;
  /** Whether unfinished work is kept in this browser, and offered when its series is opened again; off by default. */
  readonly autosave?: boolean;
  /**
   * Where the panel's preferences are remembered: settings of the tools, presets and colours of segments. The browser's local
   * storage, for example; nowhere by default.
   */
  readonly memory?: Memory;
}

import type { Memory } from "../controller/index.ts";
import type { SourceSeries } from "../dicom/index.ts";
import type { HistoryLimits } from "../editing/index.ts";
import type { BackendOptions } from "../inference/index.ts";
import type { Language } from "../texts/index.ts";
import type { AssetFolders } from "../workers/index.ts";
import type { HostPlace, HostSeriesChoice } from "./host-viewports.ts";

/** Which series to open if the viewports show several, and how long to wait for it. */
export interface OpenOptions extends HostSeriesChoice {
  /**
   * Milliseconds to wait for a viewport that shows a series; meanwhile `state.waitingFor` says what is missing. 0
   * rejects at once.
   */
  readonly waitMs?: number;
}

export interface ExtensionOptions extends HostPlace, BackendOptions {
  /**
   * URLs of models' folders or manifests. The first is chosen initially; once a volume is open, the one that is known to fit.
   * Empty for manual drawing only.
   */
  readonly models: readonly string[];
  /**
   * Language of texts, panel and step names, for the whole page: the last one set applies. By default the first of the
   * browser's languages that is available.
   */
  readonly language?: Language;
  /** The volume's series, read from its files; by default from Cornerstone's cache and metadata. */
  readonly source?: SourceSeries;
  /**
   * Further series of the patient that the application has read, for models with several input channels; volumes in
   * Cornerstone's cache are found without this.
   */
  readonly otherSeries?: readonly SourceSeries[];
  /** Where the application serves worker scripts and WebAssembly; by default where the bundler put them. */
  readonly assets?: AssetFolders;
  readonly history?: HistoryLimits;
  /** Name of the segmentation in the host's list; by default "Segmentation" in the page's language. */
  readonly label?: string;
  /** As in {@link OpenOptions}, for calls that open the series implicitly; 30 seconds by default. */
  readonly waitMs?: number;
  /** Whether unfinished work is kept in this browser and offered when its series is opened again; off by default. */
  readonly autosave?: boolean;
  /**
   * Where preferences are remembered: tool settings, presets and segment colours. The browser's local storage, for example;
   * nowhere by default.
   */
  readonly memory?: Memory;
}

import { type ControllerState, initialControllerState } from "../controller/index.ts";
import type { GreyWindow, Rendering } from "../cornerstone/index.ts";
import type { Plane } from "../geometry/index.ts";
import type { Model } from "../model/index.ts";
import type { LayoutName } from "./layouts.ts";
import type { LibraryStudy } from "./library-list.ts";
import { initialOffline, type OfflineState } from "./offline/offline-state.ts";
import { initialPacs, type PacsState } from "./pacs-state.ts";
import type { Theme } from "./themes.ts";
import type { Thumbnail } from "./thumbnail.ts";
import type { WindowPreset } from "./window-presets.ts";

/** What the top bar says about the series on screen. */
export interface StudySummary {
  readonly patient: string;
  readonly details: string;
  /** What is written on the image of the patient and of the series; in the language of the page, each time it is asked for. */
  readonly patientLines: readonly string[];
  readonly seriesLines: readonly string[];
}

/** Everything that is on screen besides the image: what the controller knows, and what only this screen has. */
export interface ViewerState extends ControllerState {
  readonly loading: { readonly text: string; readonly fraction: number | undefined } | undefined;
  readonly summary: StudySummary | undefined;
  /** Whether what to do first is said beside the image. */
  readonly showsFirstSteps: boolean;
  readonly showsTraces: boolean;
  readonly showsFill: boolean;
  /** Whether patient, series, place and scale are written on the image. */
  readonly showsImageText: boolean;
  /** Things in a colour of each instance. */
  readonly showsPanoptic: boolean;
  readonly presets: readonly WindowPreset[];
  readonly window: GreyWindow;
  /** High values are dark, on white. */
  readonly isInverse: boolean;
  readonly mainPlane: Plane;
  readonly layout: LayoutName;
  /** The colours of the page; undefined leaves them to the system. */
  readonly theme: Theme | undefined;
  /** How the image is drawn in 3-D; undefined leaves it out. */
  readonly rendering: Rendering | undefined;
  /** Whether the panel at the right is open; undefined leaves it to the width of the page. */
  readonly showsPanel: boolean | undefined;
  /** Whether the page is so narrow that the panel lies over the images. */
  readonly isNarrow: boolean;
  /** Studies to choose from; empty where there is nothing to choose. */
  readonly library: readonly LibraryStudy[];
  readonly showsLibrary: boolean;
  /** Id of the volume of the library that is on screen. */
  readonly openVolume: string | undefined;
  /** Of volumes of the library, by their ids. */
  readonly thumbnails: ReadonlyMap<string, Thumbnail>;
  /** Models that the user has added. */
  readonly ownModels: readonly Model[];
  /** A model is being fetched to be added: the part of it that is there, 0 to 1, and what kept the last one from it, as a sentence. */
  readonly addingModel: { readonly fraction: number | undefined; readonly fault: string | undefined };
  readonly dialog:
    | "keys"
    | "preferences"
    | "messages"
    | "report"
    | "offline"
    | "ownModels"
    | "pacs"
    | undefined;
  readonly pacs: PacsState;
  readonly offline: OfflineState;
}

export const initialState: ViewerState = {
  ...initialControllerState,
  loading: undefined,
  summary: undefined,
  showsFirstSteps: false,
  showsTraces: true,
  showsFill: true,
  showsImageText: true,
  showsPanoptic: false,
  presets: [],
  window: { center: 40, width: 400 },
  isInverse: false,
  mainPlane: "axial",
  layout: "mpr",
  theme: undefined,
  rendering: undefined,
  showsPanel: undefined,
  isNarrow: false,
  library: [],
  showsLibrary: false,
  openVolume: undefined,
  thumbnails: new Map(),
  dialog: undefined,
  ownModels: [],
  addingModel: { fraction: undefined, fault: undefined },
  pacs: initialPacs,
  offline: initialOffline,
};

/** Whether the panel at the right is open. The dialog of a segment is part of it. */
export function showsPanel({
  showsPanel: isOpen,
  isNarrow,
  segmentDialog,
}: Pick<ViewerState, "showsPanel" | "isNarrow" | "segmentDialog">): boolean {
  return segmentDialog !== undefined || (isOpen ?? !isNarrow);
}

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

/** The series on screen, as described in the top bar. */
export interface StudySummary {
  readonly patient: string;
  readonly details: string;
  /** The patient and series text on the image, in the page's language at the time of the call. */
  readonly patientLines: readonly string[];
  readonly seriesLines: readonly string[];
}

/** All that is on screen besides the image: the controller's state, and that of the screen alone. */
export interface ViewerState extends ControllerState {
  readonly loading: { readonly text: string; readonly fraction: number | undefined } | undefined;
  readonly summary: StudySummary | undefined;
  /** Whether introductory hints are shown next to the image. */
  readonly showsFirstSteps: boolean;
  readonly showsTraces: boolean;
  readonly showsFill: boolean;
  /** Whether patient, series, position and scale bar are shown on the image. */
  readonly showsImageText: boolean;
  /** Things are coloured by instance. */
  readonly showsPanoptic: boolean;
  readonly presets: readonly WindowPreset[];
  readonly window: GreyWindow;
  /** High values are shown dark. */
  readonly isInverse: boolean;
  readonly mainPlane: Plane;
  readonly layout: LayoutName;
  /** Undefined follows the system. */
  readonly theme: Theme | undefined;
  /** How the image is rendered in 3-D; undefined for not at all. */
  readonly rendering: Rendering | undefined;
  /** Whether the right panel is open; undefined follows the page's width. */
  readonly showsPanel: boolean | undefined;
  /** Whether the page is so narrow that the panel covers the images. */
  readonly isNarrow: boolean;
  /** Studies to choose from; empty if there is no choice. */
  readonly library: readonly LibraryStudy[];
  readonly showsLibrary: boolean;
  /** Id of the listed volume on screen. */
  readonly openVolume: string | undefined;
  /** Thumbnails of listed volumes, by their ids. */
  readonly thumbnails: ReadonlyMap<string, Thumbnail>;
  /** Models that the user has added. */
  readonly ownModels: readonly Model[];
  /** Adding a model: the fraction fetched, 0 to 1, while in progress, and why the last attempt failed, as a sentence. */
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

/** Whether the right panel is open. The segment dialog is part of it. */
export function showsPanel({
  showsPanel: isOpen,
  isNarrow,
  segmentDialog,
}: Pick<ViewerState, "showsPanel" | "isNarrow" | "segmentDialog">): boolean {
  return segmentDialog !== undefined || (isOpen ?? !isNarrow);
}

/**
 * The parts of OHIF 3.12 to 3.14 used here: services and managers, as extensions and modes receive them. OHIF publishes no
 * types that can be compiled outside its own repository.
 */
export interface OhifContext {
  readonly servicesManager: { readonly services: OhifServices };
  readonly extensionManager: ExtensionManager;
}

export interface OhifServices {
  readonly panelService: PanelService;
  readonly toolbarService: ToolbarService;
  readonly customizationService: CustomizationService;
  readonly cornerstoneViewportService: CornerstoneViewportService;
  readonly userAuthenticationService: { getAuthorizationHeader?(): Readonly<Record<string, string>> };
  readonly uiNotificationService: {
    show(notice: { title: string; message: string; type: "error" | "info" | "success" | "warning" }): void;
  };
}

/** A service that publishes its changes by name. */
export interface PubSub {
  readonly EVENTS: Readonly<Record<string, string>>;
  subscribe(
    event: string,
    listener: (event: Readonly<Record<string, unknown>>) => void,
  ): {
    unsubscribe(): void;
  };
}

export interface PanelService extends PubSub {
  getPanels(position: "left" | "right"): readonly { readonly id: string }[];
  addPanel(position: "left" | "right", panelId: string): void;
  activatePanel(panelId: string, force: boolean): void;
}

export type CornerstoneViewportService = PubSub;

export interface ToolbarService {
  register(buttons: readonly unknown[]): void;
  updateSection(section: string, buttonIds: readonly string[]): void;
}

export interface CustomizationService {
  getCustomization(name: string): unknown;
  setCustomizations(customizations: Readonly<Record<string, unknown>>): void;
}

/** Where studies come from and objects can be stored. */
export interface DataSource {
  readonly store?: { dicom(file: ArrayBuffer): Promise<unknown> };
  readonly query: {
    readonly series: {
      search(studyInstanceUID: string): Promise<readonly { readonly seriesInstanceUid?: string }[]>;
    };
  };
  deleteStudyMetadataPromise?(studyInstanceUID: string): void;
  getConfig?():
    | { readonly friendlyName?: string; readonly name?: string; readonly wadoRoot?: string }
    | undefined;
}

export interface ExtensionManager {
  getActiveDataSource(): readonly (DataSource | undefined)[];
}

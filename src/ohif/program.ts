import { type AutosegExtension, createAutosegExtension } from "../cornerstone/index.ts";
import { t } from "../texts/index.ts";
import { AutosegPanel, browserMemory, type PanelDestination } from "../ui/index.ts";
import { type Destination, dataSourceDestination, dicomWebDestination } from "./destination.ts";
import type { OhifContext, OhifServices } from "./ohif-host.ts";
import type { OhifOptions } from "./ohif-options.ts";

/** The engine of all viewports in OHIF. */
const renderingEngineId = "OHIFCornerstoneRenderingEngine";

/** The extension and its panel: one per page, shared by all modes and studies, so that work stays when modes change. */
export interface Program {
  readonly extension: AutosegExtension;
  readonly panel: AutosegPanel;
  /** A mode was entered: work on an open series is shown again as soon as OHIF shows that series. */
  enter(): void;
  /** The mode was left: ends the run, which would continue out of sight, and gives the left button back to OHIF. */
  leave(): void;
}

/** @param models absolute URLs. */
export function createProgram(
  { servicesManager: { services }, extensionManager }: OhifContext,
  options: OhifOptions,
  models: readonly string[],
): Program {
  const { language, autosave = true, device, acceptSoftwareAdapter, threads, dicomWeb } = options;
  const extension = createAutosegExtension({
    renderingEngineId,
    label: t("ohif.name"),
    models,
    autosave,
    memory: browserMemory,
    ...(language && { language }),
    ...(device && { device }),
    ...(acceptSoftwareAdapter !== undefined && { acceptSoftwareAdapter }),
    ...(threads !== undefined && { threads }),
  });
  const panel = new AutosegPanel();
  panel.model = extension;
  globalThis.addEventListener("beforeunload", (event) => {
    if (extension.state.isUnsaved || extension.state.run) event.preventDefault();
  });
  let stopWaiting: (() => void) | undefined;
  return {
    extension,
    panel,
    enter() {
      const destination =
        dicomWeb === undefined
          ? dataSourceDestination(extensionManager.getActiveDataSource()[0])
          : dicomWebDestination(dicomWeb, services);
      panel.destinations = destination ? [toPanelDestination(destination)] : [];
      stopWaiting = restoreWhenShown(extension, services);
    },
    leave() {
      stopWaiting?.();
      extension.cancel();
      void extension.selectTool(undefined);
    },
  };
}

/** Restores the segmentation, which OHIF removed with the last mode. @returns a function that stops waiting. */
function restoreWhenShown(
  extension: AutosegExtension,
  { cornerstoneViewportService }: OhifServices,
): (() => void) | undefined {
  if (!extension.session || extension.segmentationId !== undefined) return undefined;
  const { unsubscribe } = cornerstoneViewportService.subscribe(
    cornerstoneViewportService.EVENTS.VIEWPORT_DATA_CHANGED!,
    () =>
      // Another series is left alone: the user is asked about this work when that series is to be segmented.
      extension.open().then(
        () => extension.segmentationId !== undefined && unsubscribe(),
        () => undefined,
      ),
  );
  return unsubscribe;
}

function toPanelDestination({ name, store }: Destination): PanelDestination {
  return { label: t("ohif.save", { name }), title: t("ohif.saveTitle", { name }), deliver: store };
}

import { type AutosegExtension, createAutosegExtension } from "../cornerstone/index.ts";
import { t } from "../texts/index.ts";
import { AutosegPanel, browserMemory, type PanelDestination } from "../ui/index.ts";
import { type Destination, dataSourceDestination, dicomWebDestination } from "./destination.ts";
import type { OhifContext, OhifServices } from "./ohif-host.ts";
import type { OhifOptions } from "./ohif-options.ts";

/** The engine that holds all viewports of OHIF. */
const renderingEngineId = "OHIFCornerstoneRenderingEngine";

/** The extension and its panel: one for the page, whichever mode and study it shows, so that work stays while modes change. */
export interface Program {
  readonly extension: AutosegExtension;
  readonly panel: AutosegPanel;
  /** A mode was entered: what was left open on its series is shown again as soon as OHIF shows the series. */
  enter(): void;
  /** The mode is left: a run would go on unseen, and the left button is OHIF's again. */
  leave(): void;
}

/** @param models addresses, absolute. */
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

/** OHIF took the segmentation out with the last mode. @returns how to wait no longer. */
function restoreWhenShown(
  extension: AutosegExtension,
  { cornerstoneViewportService }: OhifServices,
): (() => void) | undefined {
  if (!extension.session || extension.segmentationId !== undefined) return undefined;
  const { unsubscribe } = cornerstoneViewportService.subscribe(
    cornerstoneViewportService.EVENTS.VIEWPORT_DATA_CHANGED!,
    () =>
      // Another series stays as it is: what becomes of this work is asked when that one is to be segmented.
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

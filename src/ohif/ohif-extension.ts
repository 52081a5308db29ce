import type { DrawingTool } from "../cornerstone/index.ts";
import { t } from "../texts/index.ts";
import { extensionId, optionsName, panelId, panelName } from "./names.ts";
import type { OhifContext, PanelService } from "./ohif-host.ts";
import { type LoadProgram, Plugin } from "./plugin.ts";
import { createPanelComponent } from "./react-panel.ts";
import { addButtons, addKeys } from "./toolbar.ts";

/** Part of the names of the panels with which OHIF segments. */
const hostPanel = "panelSegmentationWithTools";

/**
 * OHIF's extension: what its ExtensionManager asks for.
 * @param address of the file that was loaded; what else the plugin is made of lies in the same folder.
 */
export function createOhifExtension(address: string, loadProgram: LoadProgram) {
  let plugin: Plugin | undefined;
  let stopKeeping: (() => void) | undefined;
  // OHIF registers an extension once, and asks for its modules one by one.
  const pluginIn = (context: OhifContext): Plugin => {
    plugin ??= new Plugin(context, address, loadProgram);
    return plugin;
  };
  return {
    id: extensionId,

    getPanelModule(context: OhifContext) {
      const shown = pluginIn(context);
      return [
        {
          name: panelName,
          iconName: "icon-tool-click-segment",
          iconLabel: t("ohif.tab"),
          label: t("ohif.name"),
          component: createPanelComponent((element) => {
            shown.place = element;
          }),
        },
      ];
    },

    getCommandsModule(context: OhifContext) {
      const shown = pluginIn(context);
      const { panelService } = context.servicesManager.services;
      // The panel comes to the front: it shows what happens, and asks what there is to ask.
      const inPanel = (work: (program: Awaited<Plugin["program"]>) => unknown): Promise<unknown> => {
        panelService.activatePanel(panelId, true);
        return shown.attempt(async () => work(await shown.program));
      };
      const actions = {
        autosegShowPanel: () => panelService.activatePanel(panelId, true),
        autosegSegment: () => inPanel(({ extension }) => extension.controller.runs.askAndSegment()),
        autosegCancel: () => inPanel(({ extension }) => extension.cancel()),
        autosegTool: ({ tool }: { readonly tool?: DrawingTool }) =>
          inPanel(async ({ extension }) => {
            const chosen = extension.state.tool === tool ? undefined : tool;
            if (chosen !== undefined) await extension.askAndOpen();
            await extension.selectTool(chosen);
          }),
      };
      return { actions, definitions: actions, defaultContext: "CORNERSTONE" };
    },

    getCustomizationModule: () => [{ name: "default", value: { [optionsName]: {} } }],

    /** The panel joins those with which OHIF segments: in its segmentation mode, in ours, in a site's own. */
    onModeEnter(context: OhifContext): void {
      const { services } = context.servicesManager;
      const { panelService } = services;
      const panels = panelService.getPanels("right");
      const hasPanel = panels.some(({ id }) => id === panelId);
      if (!hasPanel && !panels.some(({ id }) => id.includes(hostPanel))) return;
      if (!hasPanel) panelService.addPanel("right", panelId);
      stopKeeping = keepInFront(panelService, () => pluginIn(context).isInFront);
      addKeys(services);
      // OHIF's own buttons come first: the mode adds them next.
      queueMicrotask(() => addButtons(services));
      pluginIn(context).enter();
    },

    onModeExit(): void {
      stopKeeping?.();
      plugin?.leave();
    },
  };
}

/**
 * OHIF's segmentation mode brings a panel of its own to the front with the first segmentation: a run must not hide the panel
 * that shows it, and asks in it. What the user clicks stays.
 */
function keepInFront(panelService: PanelService, isInFront: () => boolean): () => void {
  const { unsubscribe } = panelService.subscribe(
    panelService.EVENTS.ACTIVATE_PANEL!,
    ({ panelId: wanted }) => {
      // After whoever else hears of it: the last that is asked for is shown.
      if (String(wanted).includes(hostPanel) && isInFront())
        queueMicrotask(() => panelService.activatePanel(panelId, true));
    },
  );
  return unsubscribe;
}

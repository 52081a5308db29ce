import type { DrawingTool } from "../cornerstone/index.ts";
import { t } from "../texts/index.ts";
import { extensionId, optionsName, panelId, panelName } from "./names.ts";
import type { OhifContext, PanelService } from "./ohif-host.ts";
import { type LoadProgram, Plugin } from "./plugin.ts";
import { createPanelComponent } from "./react-panel.ts";
import { addButtons, addKeys } from "./toolbar.ts";

/** Part of the names of OHIF's own segmentation panels. */
const hostPanel = "panelSegmentationWithTools";

/**
 * The extension object that OHIF's ExtensionManager expects.
 * @param address of the loaded file; the plugin's other files are in the same folder.
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
      // Brings the panel to the front, since it shows progress and asks questions.
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

    /** Adds the panel to OHIF's segmentation panels: in OHIF's segmentation mode, in ours, or in a site's own. */
    onModeEnter(context: OhifContext): void {
      const { services } = context.servicesManager;
      const { panelService } = services;
      const panels = panelService.getPanels("right");
      const hasPanel = panels.some(({ id }) => id === panelId);
      if (!hasPanel && !panels.some(({ id }) => id.includes(hostPanel))) return;
      if (!hasPanel) panelService.addPanel("right", panelId);
      stopKeeping = keepInFront(panelService, () => pluginIn(context).isInFront);
      addKeys(services);
      // Deferred, so that OHIF's own buttons, which the mode adds next, come first.
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
 * OHIF's segmentation mode activates its own panel when the first segmentation is added. That must not hide the panel that
 * shows the run and asks questions; a panel that the user clicks stays.
 */
function keepInFront(panelService: PanelService, isInFront: () => boolean): () => void {
  const { unsubscribe } = panelService.subscribe(
    panelService.EVENTS.ACTIVATE_PANEL!,
    ({ panelId: wanted }) => {
      // After all other listeners, since the panel requested last is shown.
      if (String(wanted).includes(hostPanel) && isInFront())
        queueMicrotask(() => panelService.activatePanel(panelId, true));
    },
  );
  return unsubscribe;
}

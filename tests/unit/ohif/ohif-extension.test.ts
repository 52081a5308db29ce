import { beforeEach, describe, expect, test, vi } from "vitest";
import { createOhifExtension } from "../../../src/ohif/index.ts";
import { extensionId, panelId } from "../../../src/ohif/names.ts";

/** What OHIF gives to an extension; `activate` is its event of a panel that is brought to the front. */
function createContext(rightPanels: readonly string[]) {
  let listener: (event: object) => void = () => undefined;
  const panelService = {
    EVENTS: { ACTIVATE_PANEL: "activate" },
    getPanels: () => rightPanels.map((id) => ({ id })),
    addPanel: vi.fn(),
    activatePanel: vi.fn(),
    subscribe: (_: string, heard: typeof listener) => {
      listener = heard;
      return {
        unsubscribe: () => {
          listener = () => undefined;
        },
      };
    },
  };
  const toolbarService = { register: vi.fn(), updateSection: vi.fn() };
  const customizationService = { getCustomization: () => undefined, setCustomizations: vi.fn() };
  const uiNotificationService = { show: vi.fn() };
  const services = { panelService, toolbarService, customizationService, uiNotificationService };
  return {
    ...services,
    context: { servicesManager: { services }, extensionManager: {} } as never,
    activate: (wanted: string) => listener({ panelId: wanted }),
  };
}

const loadProgram = vi.fn();
beforeEach(() => vi.clearAllMocks());
const createExtension = () => createOhifExtension("http://host/plugins/autoseg/entry.js", loadProgram);
const withTools = "@ohif/extension-cornerstone.panelModule.panelSegmentationWithToolsLabelMap";

test("the extension's id is the package's name, as OHIF wants it", () => {
  expect(createExtension().id).toBe(extensionId);
});

describe("entering a mode", () => {
  test("with OHIF's panel for segmenting adds ours, buttons behind OHIF's own, and keys", async () => {
    const { context, panelService, toolbarService, customizationService } = createContext([withTools]);
    createExtension().onModeEnter(context);
    expect(panelService.addPanel).toHaveBeenCalledWith("right", panelId);
    expect(toolbarService.register).not.toHaveBeenCalled();
    await Promise.resolve();
    const [[added]] = toolbarService.register.mock.calls as [[{ id: string }[]]];
    expect(toolbarService.updateSection).toHaveBeenCalledWith(
      "primary",
      added.map(({ id }) => id),
    );
    const [[{ "ohif.hotkeyBindings": keys }]] = customizationService.setCustomizations.mock.calls as [
      [{ "ohif.hotkeyBindings": { $push: { commandName: string; keys: string[] }[] } }],
    ];
    const commands = createExtension().getCommandsModule(context).definitions;
    for (const { commandName } of keys.$push) expect(commands).toHaveProperty(commandName);
    expect(loadProgram).not.toHaveBeenCalled();
  });

  test("of another kind adds nothing", async () => {
    const { context, panelService, toolbarService } = createContext([
      "@ohif/extension-tmtv.panelModule.petSUV",
    ]);
    createExtension().onModeEnter(context);
    await Promise.resolve();
    expect(panelService.addPanel).not.toHaveBeenCalled();
    expect(toolbarService.register).not.toHaveBeenCalled();
  });

  test("keeps the panel in front while it is, when OHIF brings its own", async () => {
    const { context, panelService, activate } = createContext([panelId, withTools]);
    const extension = createExtension();
    const [panel] = extension.getPanelModule(context);
    extension.onModeEnter(context);
    activate(withTools);
    expect(panelService.activatePanel).not.toHaveBeenCalled();
    const { ref } = panel!.component() as { ref: (element: object | null) => void };
    ref({});
    activate(withTools);
    expect(panelService.activatePanel).not.toHaveBeenCalled();
    await Promise.resolve();
    expect(panelService.activatePanel).toHaveBeenCalledWith(panelId, true);
    activate("@ohif/extension-cornerstone.panelModule.panelMeasurement");
    extension.onModeExit();
    activate(withTools);
    await Promise.resolve();
    expect(panelService.activatePanel).toHaveBeenCalledTimes(1);
  });
});

test("an OHIF whose Cornerstone3D is too old says which OHIF is needed", async () => {
  vi.stubGlobal("cornerstone", { version: "4.15.29" });
  const { context, uiNotificationService } = createContext([withTools]);
  await createExtension().getCommandsModule(context).actions.autosegSegment();
  expect(uiNotificationService.show).toHaveBeenCalledWith({
    title: "AI segmentation",
    message: expect.stringContaining("Install OHIF 3.13 or newer."),
    type: "error",
  });
  vi.unstubAllGlobals();
});

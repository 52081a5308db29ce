import { afterEach, expect, test, vi } from "vitest";
import { autosegMode, offerMode } from "../../../src/ohif/index.ts";
import { panelId } from "../../../src/ohif/names.ts";

afterEach(() => vi.unstubAllGlobals());

/** A mode as OHIF's segmentation mode is made, which brings a panel of its own to the front. */
const segmentation = {
  modeFactory: () => ({
    id: "@ohif/mode-segmentation",
    routeName: "segmentation",
    hangingProtocol: ["@ohif/mnGrid"],
    tools: ["brush"],
    routes: [
      {
        path: "template",
        panels: ["labelmap", "contour"],
        layoutTemplate(this: { panels: readonly string[] }) {
          return { id: "layout", props: { rightPanels: this.panels, rightPanelResizable: true } };
        },
      },
    ],
  }),
};

const createMode = () =>
  autosegMode.modeFactory({
    modeConfiguration: undefined,
    loadModules: async (names) => {
      expect(names).toEqual(["@ohif/mode-segmentation"]);
      return [segmentation as never];
    },
  });

test("the mode is OHIF's segmentation mode in three planes, with the panel before OHIF's own", async () => {
  const mode = await createMode();
  expect(mode).toMatchObject({ routeName: "autoseg", hangingProtocol: "primaryAxial", tools: ["brush"] });
  const [route] = mode.routes;
  expect(route!.layoutTemplate(undefined).props).toEqual({
    rightPanels: [panelId, "labelmap", "contour"],
    rightPanelResizable: true,
  });
});

test("the mode is added to the configuration once, and not where it is named", () => {
  const modes: unknown[] = ["@ohif/mode-tmtv"];
  vi.stubGlobal("config", { modes });
  offerMode();
  offerMode();
  expect(modes).toEqual(["@ohif/mode-tmtv", autosegMode]);
  vi.stubGlobal("config", () => ({}));
  expect(offerMode).not.toThrow();
});

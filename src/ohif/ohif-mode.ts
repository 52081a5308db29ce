import { t } from "../texts/index.ts";
import { modeId, panelId } from "./names.ts";

/** The parts of an OHIF mode that are changed here. */
interface Mode {
  readonly id: string;
  readonly routes: readonly ModeRoute[];
}

interface ModeRoute {
  layoutTemplate(context: unknown): Layout;
}

interface Layout {
  readonly id: string;
  readonly props: { readonly rightPanels: readonly string[] };
}

interface ModeFactory {
  readonly modeConfiguration: unknown;
  loadModules(
    names: readonly string[],
  ): Promise<readonly { modeFactory(options: { readonly modeConfiguration: unknown }): Mode }[]>;
}

/** OHIF's segmentation mode, opened in three planes with our panel in front. */
export const autosegMode = {
  id: modeId,
  async modeFactory({ modeConfiguration, loadModules }: ModeFactory) {
    const [segmentation] = await loadModules(["@ohif/mode-segmentation"]);
    const base = segmentation!.modeFactory({ modeConfiguration });
    return {
      ...base,
      id: modeId,
      routeName: "autoseg",
      displayName: t("ohif.mode"),
      // Three planes, with a large axial one.
      hangingProtocol: "primaryAxial",
      routes: base.routes.map((route) => ({
        ...route,
        layoutTemplate: (context: unknown) => withPanel(route.layoutTemplate(context)),
      })),
    };
  },
};

function withPanel(layout: Layout): Layout {
  return { ...layout, props: { ...layout.props, rightPanels: [panelId, ...layout.props.rightPanels] } };
}

/** Adds the mode to those that OHIF loads after its extensions. Does nothing if the configuration already names it. */
export function offerMode(): void {
  const { config } = globalThis as { config?: { modes?: unknown[] } };
  if (config?.modes && !config.modes.includes(autosegMode)) config.modes.push(autosegMode);
}

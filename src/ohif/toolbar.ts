import { t } from "../texts/index.ts";
import type { OhifServices } from "./ohif-host.ts";

/** A button in OHIF's toolbar, with its shortcut. */
interface Button {
  readonly id: string;
  readonly icon: string;
  readonly label: string;
  readonly keys: readonly string[];
  readonly command: {
    readonly commandName: string;
    readonly commandOptions?: Readonly<Record<string, unknown>>;
  };
}

/** Shortcuts use letters that OHIF leaves free. */
const buttons = (): readonly Button[] => [
  {
    id: "AutosegSegment",
    icon: "icon-tool-click-segment",
    label: t("ohif.segment"),
    keys: ["shift+s"],
    command: { commandName: "autosegSegment" },
  },
  {
    id: "AutosegBrush",
    icon: "icon-tool-brush",
    label: t("ohif.brush"),
    keys: ["b"],
    command: { commandName: "autosegTool", commandOptions: { tool: "brush" } },
  },
  {
    id: "AutosegEraser",
    icon: "icon-tool-eraser",
    label: t("ohif.eraser"),
    keys: ["e"],
    command: { commandName: "autosegTool", commandOptions: { tool: "eraser" } },
  },
  {
    id: "AutosegPrompt",
    icon: "icon-tool-click-segment",
    label: t("ohif.prompt"),
    keys: ["."],
    command: { commandName: "autosegTool", commandOptions: { tool: "prompt" } },
  },
];

/** Adds the buttons after OHIF's own in the top toolbar. */
export function addButtons({ toolbarService }: Pick<OhifServices, "toolbarService">): void {
  const added = buttons();
  toolbarService.register(
    added.map(({ id, icon, label, command }) => ({
      id,
      uiType: "ohif.toolButton",
      props: { icon, label, tooltip: label, commands: [command], evaluate: "evaluate.action" },
    })),
  );
  toolbarService.updateSection(
    "primary",
    added.map(({ id }) => id),
  );
}

/** Adds the shortcuts to the mode's; the user can change them in OHIF's preferences. */
export function addKeys({ customizationService }: Pick<OhifServices, "customizationService">): void {
  const bindings = buttons().map(({ label, keys, command }) => ({
    ...command,
    label,
    keys,
    isEditable: true,
  }));
  customizationService.setCustomizations({ "ohif.hotkeyBindings": { $push: bindings } });
}

/** The package; OHIF wants an extension's id to be that name. */
export const extensionId = "@cornerstone-autoseg/ohif";
export const panelName = "autoseg";
/** How OHIF's modes and services name the panel. */
export const panelId = `${extensionId}.panelModule.${panelName}`;
export const modeId = "@cornerstone-autoseg/ohif-mode";
/** Customization with what a site sets: {@link OhifOptions}. */
export const optionsName = "autoseg.options";

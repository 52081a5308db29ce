/** The package's name, which OHIF requires as the extension's id. */
export const extensionId = "@cornerstone-autoseg/ohif";
export const panelName = "autoseg";
/** The panel's name in OHIF's modes and services. */
export const panelId = `${extensionId}.panelModule.${panelName}`;
export const modeId = "@cornerstone-autoseg/ohif-mode";
/** Name of the customization with a site's {@link OhifOptions}. */
export const optionsName = "autoseg.options";

/** The preferences dialog. */
export const preferences = {
  preferences: {
    title: "Preferences",
    screen: "Appearance",
    theme: "Theme",
    themes: { system: "Same as the system", dark: "Dark", light: "Light", contrast: "High contrast" },
    imageText: "Patient, series and scale on the image",
    keys: "Keys",
    openKeys: "Change keys…",
    windows: "Your windows",
    saveWindow: "Save W {{width}} L {{center}}",
    presets: "Your segment presets",
    savePreset: "Save the segments of this study",
    colors: "Your segment colours",
    name: "Name",
    remove: "Delete {{name}}",
    export: "Export",
    import: "Import…",
    file: "Preferences file",
    reset: "Restore defaults",
    imported: "Preferences from {{name}} are in use.",
  },
} as const;

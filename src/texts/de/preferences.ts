/** The preferences dialog. In German. */
export const preferences = {
  preferences: {
    title: "Einstellungen",
    screen: "Darstellung",
    theme: "Farben",
    themes: { system: "Wie im System", dark: "Dunkel", light: "Hell", contrast: "Hoher Kontrast" },
    imageText: "Patient, Serie und Maßstab im Bild",
    keys: "Tasten",
    openKeys: "Tasten ändern …",
    windows: "Eigene Fenster",
    saveWindow: "W {{width}} L {{center}} speichern",
    presets: "Eigene Segmentvorlagen",
    savePreset: "Segmente dieser Studie speichern",
    colors: "Eigene Segmentfarben",
    name: "Bezeichnung",
    remove: "{{name}} löschen",
    export: "Exportieren",
    import: "Importieren …",
    file: "Datei mit Einstellungen",
    reset: "Zurücksetzen",
    imported: "Die Einstellungen aus {{name}} gelten jetzt.",
  },
} as const;

/** The extension in OHIF. In German. */
export const ohif = {
  ohif: {
    name: "KI-Segmentierung",
    tab: "KI",
    mode: "KI-Segmentierung",
    segment: "Mit KI segmentieren",
    brush: "KI-Segmentierung: Pinsel",
    eraser: "KI-Segmentierung: Radierer",
    prompt: "KI-Segmentierung: Anklicken",
    save: "In {{name}} speichern",
    saveTitle: "Speichert die Segmentierung als DICOM-SEG bei der Studie in {{name}}",
    stored: "Die Segmentierung wurde in {{name}} gespeichert.",
  },
} as const;

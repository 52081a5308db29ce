/** The extension in OHIF. In German. */
export const ohif = {
  ohif: {
    name: "KI-Segmentierung",
    tab: "KI",
    mode: "KI-Segmentierung",
    segment: "Mit KI segmentieren",
    brush: "KI-Segmentierung: Pinsel",
    eraser: "KI-Segmentierung: Radierer",
    save: "In {{name}} speichern",
    saveTitle: "Speichert die Segmentierung als DICOM-SEG bei der Studie in {{name}}",
    stored: "Die Segmentierung wurde in {{name}} gespeichert.",
    tooOld:
      "Dieses OHIF hat Cornerstone3D {{version}}; die KI-Segmentierung braucht 5.6 oder neuer. Installieren Sie OHIF 3.13 oder neuer.",
  },
} as const;

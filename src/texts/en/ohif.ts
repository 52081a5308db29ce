/** The extension in OHIF. */
export const ohif = {
  ohif: {
    name: "AI segmentation",
    tab: "AI",
    mode: "AI Segmentation",
    segment: "Segment with AI",
    brush: "AI segmentation: brush",
    eraser: "AI segmentation: eraser",
    prompt: "AI segmentation: click to outline",
    save: "Save to {{name}}",
    saveTitle: "Stores the segmentation as DICOM-SEG with the study in {{name}}",
    stored: "The segmentation was stored in {{name}}.",
  },
} as const;

/** Another program's viewports, its segmentations and its tools. */
export const host = {
  host: {
    segmentation: "Segmentation",
    numbered: "Segment {{number, number}}",
    away: "No viewport shows this series now. Your work is kept.",
    removed:
      "The application removed the segmentation from its list. Your work is kept; draw or run the model to show it again.",
    notTaken: "A run or an edit is in progress. What another tool drew meanwhile was taken back.",
    notAllowed:
      "Part of what another tool drew was taken back: the segment is locked or hidden, or limits are set.",
  },
} as const;

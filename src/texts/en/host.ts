/** Another program's viewports, its segmentations and its tools. */
export const host = {
  host: {
    segmentation: "Segmentation",
    numbered: "Segment {{number, number}}",
    away: "No viewport shows this series now. Your work is kept.",
    removed:
      "The application removed the segmentation from its list. Your work is kept; draw or run the model to show it again.",
    notTaken: "A run or an edit is in progress. What another tool drew meanwhile was undone.",
    notAllowed:
      "Part of what another tool drew was undone: the segment is locked or hidden, or editing is restricted.",
    leaveTitle: "Segment another series?",
    leave: "The segmentation of the previous series has not been exported. It is lost if you continue.",
    leaveSaved:
      "The segmentation of the previous series has not been exported. If you save it in this browser, it is offered when you open that series again.",
    keepForLater: "Save and continue",
    discard: "Discard and continue",
  },
} as const;

/** Saved work and exports. */
export const files = {
  autosave: {
    label: "Save work in this browser",
    title: "Saved in this browser until you clear it, and nowhere else",
    savedAt: "Saved in this browser at {{at, time}}",
    erase: "Clear saved work",
    eraseShort: "Clear",
    eraseTitle: "Clear all work saved in this browser, of every series",
    refused:
      "This browser does not let the page save your work. Allow the page to store data, or export before you close it. Saving will be retried.",
    full: "Your work is not saved: the disk or the storage of this browser is full. Free some space, or export. Saving will be retried.",
    fullSince:
      "Your work has not been saved since {{since, time}}: the disk or the storage of this browser is full. Free some space, or export. Saving will be retried.",
    failed: "Your work is not saved ({{reason}}). Saving will be retried. Export before you close the page.",
    failedSince:
      "Your work has not been saved since {{since, time}} ({{reason}}). Saving will be retried. Export before you close the page.",
    damaged:
      "Saved work on this series is damaged and cannot be opened. It was set aside; you can download it below.",
    download: "Download damaged work",
    downloadTitle: "Download the damaged work as JSON, to recover data from it",
    takeOver: "Continue here",
    takeOverTitle: "Continue here with the work from the other tab. That tab is notified.",
    isApart:
      "This study is also open in another tab. The two tabs save separately. Choose Continue here to bring the work of the other tab here.",
    taken: "The work on this study continues in another tab. Edits you make here are saved separately.",
    notNow: "Wait until the edit is finished, or cancel it, before you continue here.",
    resumeTitle: "Resume your work?",
    resumeText:
      "This browser has unexported work on this series from {{at, date}}, {{at, time}}: {{labels, list}}.",
    discard: "Start over",
    resume: "Resume",
    resumeFrom: "Resume from {{at, time}}",
  },
  exporting: {
    main: "Export DICOM-SEG",
    mainAs: "Export {{form}}",
    more: "Other export formats",
    writing: "Exporting…",
    reader: "Reader",
    readerExample: "Your name, for exports",
    readerTitle:
      "Family name, given name. Written into exported files. Saved in this browser until you clear it.",
    anonymous: "Without patient data",
    anonymousTitle: "Omits names, dates and free text. Keeps the UIDs, so that it still matches its images.",
    nothingYet: "Nothing segmented yet",
    done: "Exported {{name}}.",
    unseen_one: "{{count, number}} unseen",
    unseen_other: "{{count, number}} unseen",
    leftOut_one: "{{count, number}} rejected left out",
    leftOut_other: "{{count, number}} rejected left out",
    rejectedAs_one: "{{label}}: rejected, exported as {{becomes}}.",
    rejectedAs_other: "{{label}}: {{count, number}} findings rejected, exported as {{becomes}}.",
    readme:
      "Surfaces of the segments in millimetres of the patient: x to the left, y to the back, z to the head.\n",
    formats: {
      seg: { label: "DICOM-SEG", title: "For PACS and other viewers; validated before download" },
      "instance-seg": {
        label: "DICOM-SEG by lesion",
        title: "DICOM Segmentation with one segment per lesion, each with its own tracking identifier",
      },
      "labelmap-seg": {
        label: "DICOM label map",
        title: "The newer, compact kind of DICOM-SEG; not supported everywhere yet",
      },
      rtstruct: { label: "RTSTRUCT", title: "Contours for radiotherapy" },
      sr: {
        label: "Measurements",
        title: "Volumes, diameters and mean values as a DICOM SR, with its DICOM-SEG",
      },
      nifti: { label: "NIfTI", title: "Label map for research tools" },
      nrrd: { label: "NRRD", title: "Segments with names and colours, for 3D Slicer" },
      stl: { label: "STL", title: "Surfaces, one file per segment" },
    },
  },
} as const;

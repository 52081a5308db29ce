/** Opening studies and choosing among them. */
export const study = {
  common: {
    cancel: "Cancel",
    close: "Close",
    dismiss: "Dismiss",
    language: "Language",
    research: "For research use only. Not a medical device.",
  },
  start: {
    drop: "Drop a DICOM folder here",
    explain:
      "Open a CT or MR series as a folder or as files. The images are read in this browser and never leave this computer. Drop a DICOM-SEG on an open study to show it there.",
    openFolder: "Open a folder",
    openFiles: "Open files",
    dropToOpen: "Drop to open",
    reading: "Loading",
  },
  study: {
    none: "No study open",
    noName: "No patient name",
    openFolder: "Open folder",
    openFolderTitle: "Open a folder of DICOM files",
    openFiles: "Open files",
    openFilesTitle: "Open DICOM files, or a DICOM-SEG for this study",
    files: "DICOM files",
    folder: "DICOM folder",
    fetching: "Loading the study",
    askingServer: "Querying the DICOMweb server",
    preparing: "Preparing the images",
    elsewhere:
      "The index lists {{name}} on another server, {{origin}}. Files must be on the same server as their index.json.",
    readingFiles_one: "Reading {{count, number}} file",
    readingFiles_other: "Reading {{count, number}} files",
    readingHeaders: "Read the headers of {{done, number}} of {{total, number}} files",
    readingImages: "Loaded {{done, number}} of {{total, number}} images",
    emptyFolder: "This folder has no files. Choose the folder that contains the DICOM files.",
    openAnother: "Open another study?",
    discards: "The segmentation of this study has not been exported. Opening another study discards it.",
    discard: "Discard and open",
    exportAndOpen: "Export and open",
    keep: "Keep this study",
    segmentationFirst: "{{name}} is a segmentation. Open the images it belongs to first, then drop it again.",
    reportFirst:
      "{{name}} is a measurement report. Open the images and the segmentation it belongs to first, then drop it again.",
    openedSegmentation: "Opened {{name}}: {{labels, list}}.",
  },
  overlap: {
    title: "Overlapping segments",
    text: "Segments in {{name}} overlap, but each voxel can belong to only one segment here. With the smaller ones on top, these lose voxels: {{labels, list}}. The file stays as it is.",
    flatten: "Open, smaller on top",
  },
  otherVolume: {
    title: "Segmentation of another volume",
    text: "{{name}} was made on another volume in the list ({{volume}}), not on the one shown.",
    open: "Open that volume",
    here: "Show it here",
  },
  otherServer: {
    title: "Connect to {{host}}?",
    text: {
      study:
        "The address of this page loads a study from another server, {{origin}}. Connect only if you know and trust it.",
      models:
        "The address of this page loads models from another server, {{origin}}. Connect only if you know and trust it.",
    },
    connect: "Connect",
    stay: "Do not connect",
  },
  library: {
    title: "Studies",
    toggle: "Studies and series",
    close: "Close the study list",
    choose: "Choose a series",
    chooseText: "There is more than one. Click a series in the list to open it.",
    wholeSeries: "Whole series",
    images_one: "{{count, number}} image",
    images_other: "{{count, number}} images",
    expand: "Show series",
    uidEnd: "UID ends in {{end}}",
  },
} as const;

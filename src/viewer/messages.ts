import { drawingMessages } from "./drawing-messages.ts";

/**
 * What the viewer says, in one place, so that it can be said in another language. A key's name is where it is said;
 * values from files are put in as text and never read as HTML.
 */
export const messages = {
  ...drawingMessages,
  cancel: "Cancel",
  close: "Close",
  dismiss: "Dismiss",
  research: "For research use only. Not a medical device.",
  study: {
    none: "No study is open",
    noName: "No patient name",
    fetching: "Fetching the study",
    askingServer: "Asking the DICOMweb server",
    preparing: "Preparing the image",
    elsewhere: (name: string, origin: string) =>
      `The study places ${name} on another server, ${origin}. Its files lie on the server of its index.json.`,
    readingFiles: (count: number) => `Reading ${count} files`,
    lookingAt: (done: number, total: number) => `Looking at ${done} of ${total} files`,
    readingImages: (done: number, total: number) => `Reading ${done} of ${total} images`,
    emptyFolder: "There are no files in that folder. Choose the folder with the DICOM files.",
    openAnother: "Open another study?",
    discards: "The segmentation of this study has not been exported. Opening another study discards it.",
    discard: "Discard and open",
    keep: "Keep this study",
    segmentationFirst: (name: string) =>
      `${name} is a segmentation. Open the images it was made for first, then drop it again.`,
    overlapping: (name: string) =>
      `The segments of ${name} overlap, and here a voxel belongs to one segment. It was not opened; what is drawn stays.`,
    otherVolume: {
      title: "Drawn on another volume",
      text: (name: string, volume: string) =>
        `${name} was drawn on another volume of the list (${volume}), not on the one on screen.`,
      open: "Open that volume",
      here: "Show it here",
    },
    openingStep: (name: string) => `opening ${name}`,
    openedSegmentation: (name: string, labels: readonly string[]) => `Opened ${name}: ${labels.join(", ")}.`,
  },
  otherServer: {
    title: (host: string) => `Connect to ${host}?`,
    text: (what: string, origin: string) =>
      `The address of this page asks for ${what} from ${origin}, which is another server than the page's own. Connect only if you know and trust it.`,
    connect: "Connect",
    stay: "Do not connect",
    study: "a study",
    models: "models",
  },
  models: {
    noIndex: (address: string, status: number) => `No models at ${address} (HTTP ${status}).`,
    unknown: (name: string) => `There is no model "${name}". Choose one of the list.`,
    notAnIndex: (address: string) =>
      `What is at ${address} is no list of models. It needs a JSON list of entries with name, title and modality.`,
    elsewhere: (name: string, origin: string) =>
      `The list of models places "${name}" on another server, ${origin}. Models lie on the server of their list.`,
  },
  run: {
    step: (title: string) => `segmentation by ${title}`,
    beforeOpening: "A model is running. Cancel it or wait before opening another study.",
    beforeOpeningSegmentation:
      "Something is being drawn. Cancel it, or wait until it is done, before opening a segmentation.",
  },
  doubt: {
    title: "Probabilities",
    explain: "How sure the model is, voxel by voxel. It runs once more; what is drawn stays as it is.",
    compute: "Show where the model is unsure",
    threshold: (label: string) => `${label} from`,
    thresholdOf: (label: string) => `Least probability of ${label}`,
    accept: "Apply",
    acceptTitle: "Keep this threshold, as one step (Enter)",
    discardTitle: "Back to what was drawn (Escape)",
    overlay: "Show doubt",
    overlayTitle: "Colour what the model is unsure of (U)",
    opacity: "Opacity of the doubt",
    next: "Most doubtful slice",
    nextTitle: "Go to the slice that the model is least sure of, then to the next (Q)",
    finishFirst: "Apply or cancel the threshold before you draw.",
    none: "The model is sure of every slice.",
    step: (label: string) => `threshold of ${label}`,
  },
  review: {
    notNow: "Wait until what is being drawn is done, or cancel it, before you accept or reject.",
    changes: "Changed since the model",
    noDraft: "No model has drawn here yet.",
    change: (added: string, removed: string, dice: string) => `+${added} −${removed} voxels, Dice ${dice}`,
    unchanged: "as the model drew it",
  },
  comparison: {
    title: "Compared with a reference",
    explain: "Open a DICOM-SEG of this series to see how far what is drawn agrees with it",
    open: "Open a reference…",
    file: "DICOM-SEG to compare with",
    close: "End comparing",
    closeTitle: "Put the reference away; what is drawn stays",
    none: "No segment here stands for one of the reference: neither names nor coded types are alike.",
    segment: "Segment",
    diceTitle: "Overlap: 1 where both are the same",
    hd95Title: "95th percentile of the distances between the surfaces",
    empty: "empty",
    ofReference: (label: string) => `${label} of the reference`,
    openAs: "What is this segmentation?",
    openAsText: (name: string) =>
      `${name} can take the place of what is drawn, as a step that can be undone, or be compared with it.`,
    replaces: "Replace what is drawn",
    isReference: "Compare with it",
  },
  firstSteps: {
    title: "First steps",
    steps: [
      ["Segment", "lets the model draw; the slice on screen is done first"],
      ["N, Enter, Delete", "next finding, accept it, reject it"],
      ["B, hold Shift", "draw, erase; [ and ] make the brush smaller and larger"],
      ["Ctrl+Z", "takes any step back"],
      ["?", "all keys"],
    ],
    done: "Got it",
  },
  report: {
    title: "Run report",
    open: "What it ran on, and how long it took",
    save: "Save as JSON",
    runsOn: (label: string) => `Runs on ${label}`,
    notYet: "Nothing has run yet. Each run is reported here.",
    rows: {
      precision: "Precision",
      batch: "Slices in one run",
      graphCapture: "captured as a graph",
      weights: "Weights",
      fromCache: "from the cache of an earlier visit",
      fetched: "fetched",
      coldStart: "Cold start",
      nodesOnCpu: "Left to the processor",
      none: "nothing",
      refused: "Not used",
      model: "Model",
      hash: "Weights, SHA-256",
      slices: "Slices",
      spacing: "Input spacing",
      restarts: "Started anew",
      time: "Time",
      total: "All of it",
      found: "Found",
    },
    coldStart: {
      runtime: "runtime",
      weights: "weights",
      session: "session",
      firstRun: "first run",
      tuning: "tuning",
    },
    stages: {
      preprocess: "Preprocessing",
      inference: "Inference",
      labelling: "Labels",
      delivery: "Handing out",
      postprocess: "Clean-up",
    },
    footnote: "As the model left it, before any edit. Nothing left this machine.",
  },
  keys: { title: "Keys and mouse" },
  layout: {
    label: "Layout",
    names: { single: "One pane", mpr: "Three panes", "mpr-3d": "Three panes and surfaces" },
  },
  surfaces: {
    title: "Surfaces",
    label: "Surfaces of the segments. Arrow keys turn them, plus and minus zoom; a click goes to the slice.",
    working: "Making surfaces…",
    none: "Nothing to show yet",
  },
  library: {
    title: "Studies",
    toggle: "Studies and series",
    close: "Close the list of studies",
    choose: "Choose a series",
    chooseText: "Several were found. A click on one in the list opens it.",
    wholeSeries: "The whole series",
    images: (count: number) => (count === 1 ? "1 image" : `${count} images`),
    lookInto: "Show its series",
    uidEnd: (end: string) => `UID ends in ${end}`,
  },
  autosave: {
    label: "Keep work on this machine",
    title: "What is not exported yet is kept in this browser, and nowhere else",
    savedAt: (at: Date) => `Work kept here at ${time(at)}`,
    erase: "Erase",
    eraseTitle: "Erase the unfinished work that this browser keeps, of every series",
    refused:
      "This browser does not let the page keep unfinished work. Export before you close it, or allow the page to store data; it is tried again.",
    full: (since: Date | undefined) =>
      `The disk or this browser's storage is full: unfinished work is not kept${sinceTime(since)}. Free some space, or export; it is tried again.`,
    failed: (reason: string, since: Date | undefined) =>
      `Unfinished work is not kept${sinceTime(since)} (${reason.replace(/\.$/, "")}). It is tried again; export before you close the page.`,
    damaged:
      "Work that was kept on this series is damaged and cannot be opened. It was set aside; Download below hands it out.",
    download: "Download damaged work",
    downloadTitle: "What was set aside, as JSON, for somebody who can make something of it",
    takeOver: "Take over",
    takeOverTitle: "Go on here with the work that another tab does on this study; that tab is told",
    isApart:
      "This study is also open in another tab. What either draws is kept apart; take over to go on here with what is drawn there.",
    taken:
      "Another tab has taken over the work on this study. What you draw here from now on is kept apart from it.",
    notNow: "Wait until what is being drawn is done, or cancel it, before you take over.",
    goOnWith: (at: Date) => `Go on from ${time(at)}`,
    goOnTitle: "Go on where you stopped?",
    goOnText: (at: Date, labels: readonly string[]) =>
      `Work on this series of ${at.toLocaleDateString("en-GB")}, ${time(at)} is kept on this machine: ${labels.join(", ")}. It was not exported.`,
    anew: "Start anew",
    goOn: "Go on",
    step: "going on where it stopped",
  },
  exporting: {
    main: "Export DICOM-SEG",
    more: "Export in another form",
    writing: "Writing…",
    reader: "Reader",
    readerExample: "Your name, for exports",
    readerTitle:
      "Family name, given name: written into what is exported. Remembered here until it is emptied.",
    anonymous: "Without the patient",
    anonymousTitle: "Name, dates and typed texts are left out; UIDs stay, so that it still fits its images",
    nothingYet: "Nothing is segmented yet",
    nothingLeft: "Everything was rejected: there is nothing to export.",
    done: (name: string) => `${name} was exported.`,
    readme:
      "Surfaces of the segments in millimetres of the patient: x to the left, y to the back, z to the head.\n",
    formats: {
      seg: { label: "DICOM-SEG", title: "For a PACS and other viewers; checked before it is handed out" },
      labelmap: {
        label: "DICOM label map",
        title: "The newer DICOM-SEG of one image: small, not yet read everywhere",
      },
      rtstruct: { label: "RTSTRUCT", title: "Contours on the slices, for radiotherapy" },
      sr: {
        label: "Measurements",
        title: "Volumes, diameters and means as a DICOM report, with the DICOM-SEG that it refers to",
      },
      nifti: { label: "NIfTI", title: "One volume of labels, for research tools" },
      nrrd: { label: "NRRD", title: "Segments with names and colours, for 3D Slicer" },
      stl: { label: "STL", title: "Smooth surfaces, one file a segment" },
    },
  },
} as const;

/** " since 08:15" */
function sinceTime(at: Date | undefined): string {
  return at ? ` since ${time(at)}` : "";
}

/** 08:15 */
function time(at: Date): string {
  return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** Models, their runs and what is known of a run. */
export const run = {
  models: {
    label: "Model",
    madeFor: "made for {{modality}}",
    choose: "Choose a model",
    noneFits: "No model fits",
    otherPart: "for another part of the body",
    noneSuits: "No model here is made for {{modality}}.",
    noIndex: "No models found at {{address}} (HTTP {{status}}).",
    unknown: 'There is no model named "{{name}}". Choose one from the list.',
    notAnIndex:
      "{{address}} is not a list of models. Expected a JSON list of entries with name, title and modality.",
    elsewhere:
      'The model list places "{{name}}" on another server, {{origin}}. Models must be on the same server as their list.',
  },
  ownModels: {
    title: "Added models",
    explain:
      "These models are kept in this browser. To add one, open or drop the folder that the importer wrote: the manifest and its ONNX files.",
    show: "Show added models",
    search: "Search the classes",
    size_one: "{{megabytes, number}} MB, {{count, number}} class",
    size_other: "{{megabytes, number}} MB, {{count, number}} classes",
    licence: "Licence: {{licence}}",
    classes: "Classes of {{title}}",
    damaged: 'The added model "{{name}}" cannot be used. {{reason}} Add its folder again.',
    remove: "Remove {{title}}",
  },
  runOptions: {
    open: "Run options",
    openTitle: "Choose what the next run does",
    title: "Options of the next run",
    classes: "Classes to keep",
    kept: "{{kept, number}} of {{count, number}} classes",
    all: "All",
    allTitle: "Keep all classes in the list",
    none: "None",
    noneTitle: "Leave out all classes in the list",
    atLeastOne: "Choose at least one class.",
    notFound: "No class has this in its name.",
  },
  run: {
    segment: "Segment",
    segmentTitle: "Run the model on this series",
    pause: "Pause",
    resume: "Resume",
    pauseTitle: "Pause the run. Finished slices stay, and you can draw.",
    resumeTitle: "Resume the run",
    cancelTitle: "Stop the run. Finished slices stay.",
    starting: "Starting the model",
    startingOn: "Starting · {{provider}}",
    queued_one: "Waiting for another run",
    queued_other: "Waiting for {{count, number}} other runs",
    slices: "{{done, number}} of {{total, number}} slices",
    patches: "{{done, number}} of {{total, number}} patches",
    paused: "paused",
    secondsLeft: "{{seconds, number}} s left",
    minutesLeft: "{{minutes, number}} min left",
    cancelled: "Cancelled. Finished slices stay; Undo removes them.",
    beforeOpening: "A model is running. Cancel it, or wait until it finishes, before you open another study.",
    beforeOpeningSegmentation:
      "An edit is in progress. Cancel it, or wait until it finishes, before you open a segmentation.",
  },
  fit: {
    title: "Run this model here?",
    text: "Run it only if you know that it was made for images like these.",
    run: "Run",
  },
  rerun: {
    title: "Keep your edits?",
    text_one:
      "You edited {{count, number}} voxel by hand. The model can segment around your edit or overwrite it. Undo restores what it replaces.",
    text_other:
      "You edited {{count, number}} voxels by hand. The model can segment around your edits or overwrite them. Undo restores what it replaces.",
    locks: "Locked segments stay unchanged either way.",
    keep: "Keep my edits",
    replace: "Overwrite them",
  },
  suitability: {
    modality: '"{{title}}" was made for {{expected}}, but this series is {{found}}.',
    noModality: '"{{title}}" was made for {{expected}}, but this series does not state its modality.',
    unknownModel: '"{{title}}" does not say which part of the body it was made for.',
    unknownSeries:
      'This series does not say which part of the body it shows. "{{title}}" was made for the {{wanted, and}}.',
    fits: {
      header:
        '"{{title}}" was made for the {{wanted, and}}, which is what the header says this series shows.',
      description:
        '"{{title}}" was made for the {{wanted, and}}, which is what the description says this series shows.',
      image:
        '"{{title}}" was made for the {{wanted, and}}. The header does not name the part of the body, but {{count, number}} of {{slices, number}} slices look like the {{found, and}}.',
    },
    differs: {
      header:
        '"{{title}}" was made for the {{wanted, and}}, but the header says that this series shows the {{found, and}}. Results here mean nothing.',
      description:
        '"{{title}}" was made for the {{wanted, and}}, but the description says that this series shows the {{found, and}}. Results here mean nothing.',
      image:
        '"{{title}}" was made for the {{wanted, and}}. The header does not name the part of the body, but {{count, number}} of {{slices, number}} slices look like the {{found, and}}, and none like that.',
    },
    contrast: {
      with: '"{{title}}" was made for images with contrast. These have none.',
      without: '"{{title}}" was made for images without contrast. These have contrast.',
    },
    plane:
      '"{{title}}" reads {{wanted}} slices, but this series was acquired in {{acquired}} slices, {{mm, number}} mm apart. Its {{wanted}} reformats are coarse.',
    severalSeries:
      '"{{title}}" sees {{count, number}} series of a patient side by side ({{names}}), and is given one here. The command line and the library run it.',
    fewSlices_one: 'This series has a single slice. "{{title}}" expects a whole volume.',
    fewSlices_other: 'This series has only {{count, number}} slices. "{{title}}" expects a whole volume.',
    distance:
      'The slices of this series are {{mm, number}} mm apart. "{{title}}" was made for {{most, number}} mm at most and misses small structures between slices.',
    smallField:
      'The field of view is {{extent}} mm. "{{title}}" was made for at least {{mm, number}} mm and may not recognise what is cut off.',
    largeField:
      'The field of view is {{extent}} mm. "{{title}}" was made for {{mm, number}} mm at most and may miss small structures.',
    coarsePixels:
      'The field of view is {{extent}} mm. "{{title}}" sees it in pixels of {{found, number}} mm, but was made for {{mm, number}} mm.',
    chooseModel:
      "This series does not say which part of the body it shows. Choose the model that was made for it.",
    noneForSeen:
      "No model fits: the header does not name the part of the body, but {{count, number}} of {{slices, number}} slices look like the {{found, and}}.",
    noneForPart: "No model here was made for the part of the body that this series shows.",
    planes: { axial: "axial", sagittal: "sagittal", coronal: "coronal" },
    regions: {
      head: "head",
      neck: "neck",
      chest: "chest",
      abdomen: "abdomen",
      pelvis: "pelvis",
      spine: "spine",
      limbs: "limbs",
    },
  },
  uncertainty: {
    title: "Probabilities",
    explain:
      "Shows how certain the model is of each voxel. Runs the model once more; your segmentation stays.",
    compute: "Show where the model is uncertain",
    threshold: "{{label}} above",
    thresholdOf: "Minimum probability of {{label}}",
    accept: "Apply",
    acceptTitle: "Apply this threshold as one step",
    discardTitle: "Restore the previous segmentation",
    overlay: "Show uncertainty",
    overlayTitle: "Colour the voxels the model is uncertain of",
    opacity: "Opacity of the uncertainty overlay",
    next: "Most uncertain slice",
    nextTitle: "Go to the slice with the highest uncertainty, then to the next",
    finishFirst: "Apply or cancel the threshold before you draw.",
    none: "The model is certain of every slice.",
  },
  report: {
    title: "Run report",
    open: "Show hardware and timing",
    save: "Save as JSON",
    runsOn: "Runs on {{provider}}",
    notYet: "No run yet. The report of each run appears here.",
    footnote: "Output of the model before any edit. No data left this computer.",
    rows: {
      precision: "Precision",
      batch: "Slices per run",
      graphCapture: "captured as a graph",
      weights: "Weights",
      fromCache: "from the cache",
      fetched: "downloaded",
      coldStart: "Startup",
      nodesOnCpu: "Operators on the CPU",
      none: "none",
      refused: "Not used",
      model: "Model",
      hash: "Weights, SHA-256",
      slices: "Slices",
      spacing: "Input spacing",
      restarts: "Restarts",
      time: "Time",
      total: "Total",
      found: "Volumes",
      outlinedBy: "Outlined by",
      firstSlice: "First slice",
      outlinedSlices_one: "{{count, number}} slice",
      outlinedSlices_other: "{{count, number}} slices",
    },
    outline: "Last outline",
    methods: { network: "Network", "random-walker": "Random walker" },
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
      labelling: "Labelling",
      delivery: "Delivery",
      postprocess: "Postprocessing",
    },
  },
} as const;

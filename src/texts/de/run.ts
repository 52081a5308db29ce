/** Models, runs and run reports. In German. */
export const run = {
  models: {
    label: "Modell",
    madeFor: "für {{modality}}",
    choose: "Modell wählen",
    noneFits: "Kein Modell passt",
    otherPart: "für eine andere Körperregion",
    noneSuits: "Keines der Modelle ist für {{modality}} bestimmt.",
    noIndex: "Unter {{address}} gibt es keine Modelle (HTTP {{status}}).",
    unknown: "Es gibt kein Modell mit dem Namen „{{name}}“. Wählen Sie eines aus der Liste.",
    notAnIndex:
      "{{address}} ist keine Modellliste. Erwartet wird eine JSON-Liste von Einträgen mit name, title und modality.",
    elsewhere:
      "Die Modellliste verweist für „{{name}}“ auf einen anderen Server, {{origin}}. Modelle müssen auf demselben Server liegen wie ihre Liste.",
  },
  ownModels: {
    title: "Hinzugefügte Modelle",
    explain:
      "Diese Modelle bleiben in diesem Browser. Um eines hinzuzufügen, öffnen Sie den Ordner, den der Import geschrieben hat, oder ziehen Sie ihn hierher: Manifest und ONNX-Dateien; oder geben Sie die Adresse eines solchen Ordners auf einem Server an.",
    address: "Adresse des Ordners oder Manifests eines Modells",
    add: "Hinzufügen",
    fetching: "Modell wird geladen",
    noAddress:
      "Das ist keine Adresse eines Modells. Geben Sie eine an, die mit https:// oder http:// beginnt.",
    elsewhere:
      "Ein anderer Server muss außerdem Seiten von {{origin}} zulassen (Access-Control-Allow-Origin).",
    show: "Hinzugefügte Modelle zeigen",
    search: "Klassen durchsuchen",
    size_one: "{{megabytes, number}} MB, {{count, number}} Klasse",
    size_other: "{{megabytes, number}} MB, {{count, number}} Klassen",
    licence: "Lizenz: {{licence}}",
    classes: "Klassen von {{title}}",
    damaged:
      "Das hinzugefügte Modell „{{name}}“ kann nicht verwendet werden. {{reason}} Fügen Sie seinen Ordner noch einmal hinzu.",
    remove: "{{title}} entfernen",
  },
  runOptions: {
    open: "Optionen des Laufs",
    openTitle: "Festlegen, was der nächste Lauf tut",
    title: "Optionen des nächsten Laufs",
    classes: "Klassen behalten",
    kept: "{{kept, number}} von {{count, number}} Klassen",
    short: "{{kept, number}} von {{count, number}} · Quader",
    all: "Alle",
    allTitle: "Alle Klassen der Liste behalten",
    none: "Keine",
    noneTitle: "Alle Klassen der Liste weglassen",
    atLeastOne: "Wählen Sie mindestens eine Klasse.",
    notFound: "Keine Klasse heißt so.",
    series: "Serien für das Modell",
    chooseSeries: "Serie wählen",
    seriesFile: "Datei …",
    seriesFileTitle: "Eine NIfTI- oder NRRD-Datei für „{{name}}“ wählen",
    labelsOn:
      "Labels werden auf „{{name}}“ gezeichnet. Andere Serien werden auf deren Gitter umgerechnet, falls sie ein anderes haben.",
    missingSeries_one: "{{count, number}} Serie zu wählen",
    missingSeries_other: "{{count, number}} Serien zu wählen",
    where: "Wo gerechnet wird",
    whole: "Im ganzen Bild",
    wholeTitle: "Wieder im ganzen Bild rechnen",
    inBox: "Nur in einem Quader",
    drawBox: "Quader zeichnen",
    changeBox: "Quader ändern",
    drawBoxTitle:
      "Quader auf den Bildern zeichnen; der nächste Lauf rechnet nur dort und lässt alles außerhalb, wie es ist",
    boxSize: "{{width, number}} × {{depth, number}} × {{height, number}} mm",
    boxRange: "Erstes und letztes Voxel",
    axes: { columns: "Spalten", rows: "Zeilen", slices: "Schichten" },
    first: "{{axis}}: von",
    last: "{{axis}}: bis",
    expected: "Voraussichtlich",
    slices_one: "{{count, number}} Schicht",
    slices_other: "{{count, number}} Schichten",
    units_one: "{{count, number}} Lauf des Netzes",
    units_other: "{{count, number}} Läufe des Netzes",
    atMost: "höchstens",
    memory: "etwa {{megabytes, number}} MB Speicher neben den Bildern",
    seconds: "etwa {{seconds, number}} s auf {{provider}}, nach der Geschwindigkeit des letzten Laufs hier",
    minutes: "etwa {{minutes, number}} min auf {{provider}}, nach der Geschwindigkeit des letzten Laufs hier",
    unknownTime: "Die Zeit lässt sich nach dem ersten Lauf dieses Modells auf diesem Computer schätzen.",
  },
  run: {
    segment: "Segmentieren",
    segmentTitle: "Modell auf dieser Serie ausführen",
    pause: "Anhalten",
    resume: "Fortsetzen",
    pauseTitle: "Lauf anhalten. Fertige Schichten bleiben, und Sie können zeichnen.",
    resumeTitle: "Lauf fortsetzen",
    cancelTitle: "Lauf abbrechen. Fertige Schichten bleiben.",
    starting: "Modell wird gestartet",
    startingOn: "Start · {{provider}}",
    queued_one: "Wartet auf einen anderen Lauf",
    queued_other: "Wartet auf {{count, number}} andere Läufe",
    slices: "{{done, number}} von {{total, number}} Schichten",
    patches: "{{done, number}} von {{total, number}} Teilvolumen",
    paused: "angehalten",
    secondsLeft: "noch {{seconds, number}} s",
    minutesLeft: "noch {{minutes, number}} min",
    cancelled: "Abgebrochen. Fertige Schichten bleiben; Rückgängig entfernt sie.",
    beforeOpening:
      "Ein Modell läuft. Brechen Sie den Lauf ab oder warten Sie, bis er beendet ist, bevor Sie eine andere Studie öffnen.",
    beforeOpeningSegmentation:
      "Es wird gerade bearbeitet. Brechen Sie ab oder warten Sie das Ende ab, bevor Sie eine Segmentierung öffnen.",
  },
  notFound: {
    title: "{{model}}: nichts gefunden",
    text_one:
      "Das Modell hat {{count, number}} Schicht geprüft. Es hat dort {{largest, number}} cm² markiert; sein Organ erkennt es ab {{least, number}} cm². Es wurde nichts gezeichnet. Sie können jede Schicht berechnen lassen; das Modell zeichnet dann alles, was es markiert.",
    text_other:
      "Das Modell hat {{count, number}} Schichten der Serie geprüft. Es hat auf einer Schicht höchstens {{largest, number}} cm² markiert; sein Organ erkennt es ab {{least, number}} cm². Es wurde nichts gezeichnet. Sie können jede Schicht berechnen lassen; das Modell zeichnet dann alles, was es markiert.",
    allSlices: "Jede Schicht berechnen",
  },
  fit: {
    title: "Modell hier ausführen?",
    text: "Führen Sie es nur aus, wenn Sie wissen, dass es für solche Bilder bestimmt ist.",
    run: "Ausführen",
  },
  rerun: {
    title: "Ihre Änderungen behalten?",
    text_one:
      "Sie haben {{count, number}} Voxel von Hand geändert. Das Modell kann um Ihre Änderung herum segmentieren oder sie überschreiben. Rückgängig stellt wieder her, was ersetzt wurde.",
    text_other:
      "Sie haben {{count, number}} Voxel von Hand geändert. Das Modell kann um Ihre Änderungen herum segmentieren oder sie überschreiben. Rückgängig stellt wieder her, was ersetzt wurde.",
    locks: "Gesperrte Segmente bleiben in jedem Fall unverändert.",
    keep: "Änderungen behalten",
    replace: "Überschreiben",
  },
  suitability: {
    modality: "„{{title}}“ ist für {{expected}} bestimmt, diese Serie ist aber {{found}}.",
    noModality: "„{{title}}“ ist für {{expected}} bestimmt, diese Serie nennt aber keine Modalität.",
    unknownModel: "„{{title}}“ nennt die Körperregion nicht, für die es bestimmt ist.",
    unknownSeries:
      "Diese Serie nennt ihre Körperregion nicht. „{{title}}“ ist für die Region {{wanted, and}} bestimmt.",
    fits: {
      header: "„{{title}}“ ist für die Region {{wanted, and}} bestimmt. Laut Header zeigt die Serie sie.",
      description:
        "„{{title}}“ ist für die Region {{wanted, and}} bestimmt. Laut Beschreibung zeigt die Serie sie.",
      image:
        "„{{title}}“ ist für die Region {{wanted, and}} bestimmt. Der Header nennt die Körperregion nicht, aber {{count, number}} von {{slices, number}} Schichten sehen nach {{found, and}} aus.",
    },
    differs: {
      header:
        "„{{title}}“ ist für die Region {{wanted, and}} bestimmt, laut Header zeigt diese Serie aber die Region {{found, and}}. Ergebnisse sind hier ohne Bedeutung.",
      description:
        "„{{title}}“ ist für die Region {{wanted, and}} bestimmt, laut Beschreibung zeigt diese Serie aber die Region {{found, and}}. Ergebnisse sind hier ohne Bedeutung.",
      image:
        "„{{title}}“ ist für die Region {{wanted, and}} bestimmt. Der Header nennt die Körperregion nicht, aber {{count, number}} von {{slices, number}} Schichten sehen nach {{found, or}} aus und keine nach dieser Region.",
    },
    oneOf:
      "„{{title}}“ ist für die Region {{wanted, and}} bestimmt. Der Header nennt die Körperregion nicht. {{count, number}} von {{slices, number}} Schichten sehen nach {{found, or}} aus; welche dieser Regionen es ist, lässt sich nicht erkennen.",
    contrast: {
      with: "„{{title}}“ ist für Bilder mit Kontrastmittel bestimmt. Diese sind ohne.",
      without: "„{{title}}“ ist für Bilder ohne Kontrastmittel bestimmt. Diese sind mit Kontrastmittel.",
    },
    plane:
      "„{{title}}“ arbeitet auf Schichten der Ebene {{wanted}}, diese Serie wurde aber in der Ebene {{acquired}} aufgenommen, mit {{mm, number}} mm Schichtabstand. Ihre Rekonstruktionen in der Ebene {{wanted}} sind grob.",
    fewSlices_one: "Diese Serie hat nur eine Schicht. „{{title}}“ erwartet ein ganzes Volumen.",
    fewSlices_other:
      "Diese Serie hat nur {{count, number}} Schichten. „{{title}}“ erwartet ein ganzes Volumen.",
    distance:
      "Der Schichtabstand dieser Serie ist {{mm, number}} mm. „{{title}}“ ist für höchstens {{most, number}} mm bestimmt und übersieht kleine Strukturen zwischen den Schichten.",
    smallField:
      "Das Bildfeld misst {{extent}} mm. „{{title}}“ ist für mindestens {{mm, number}} mm bestimmt und erkennt Abgeschnittenes möglicherweise nicht.",
    largeField:
      "Das Bildfeld misst {{extent}} mm. „{{title}}“ ist für höchstens {{mm, number}} mm bestimmt und übersieht möglicherweise kleine Strukturen.",
    coarsePixels:
      "Das Bildfeld misst {{extent}} mm. Damit erhält „{{title}}“ Pixel von {{found, number}} mm, ist aber für {{mm, number}} mm bestimmt.",
    chooseModel:
      "Diese Serie nennt ihre Körperregion nicht. Wählen Sie das Modell, das für sie bestimmt ist.",
    chooseAmong:
      "Der Header nennt die Körperregion nicht. {{count, number}} von {{slices, number}} Schichten sehen nach {{found, or}} aus; welche dieser Regionen es ist, lässt sich nicht erkennen. Wählen Sie das Modell, das für sie bestimmt ist.",
    noneForSeen:
      "Kein Modell passt: Der Header nennt die Körperregion nicht, aber {{count, number}} von {{slices, number}} Schichten sehen nach {{found, or}} aus.",
    noneForPart: "Keines der Modelle ist für die Körperregion bestimmt, die diese Serie zeigt.",
    planes: { axial: "axial", sagittal: "sagittal", coronal: "koronar" },
    regions: {
      head: "Kopf",
      neck: "Hals",
      chest: "Thorax",
      abdomen: "Abdomen",
      pelvis: "Becken",
      spine: "Wirbelsäule",
      limbs: "Extremitäten",
    },
  },
  uncertainty: {
    title: "Wahrscheinlichkeiten",
    explain:
      "Zeigt für jedes Voxel, wie sicher das Modell ist. Das Modell läuft dafür noch einmal; Ihre Segmentierung bleibt unverändert.",
    compute: "Zeigen, wo das Modell unsicher ist",
    threshold: "{{label}} über",
    thresholdOf: "Mindestwahrscheinlichkeit für {{label}}",
    accept: "Anwenden",
    acceptTitle: "Diesen Schwellenwert als einen Schritt anwenden",
    discardTitle: "Vorherige Segmentierung wiederherstellen",
    overlay: "Unsicherheit anzeigen",
    overlayTitle: "Voxel einfärben, bei denen das Modell unsicher ist",
    opacity: "Deckkraft der Unsicherheit",
    next: "Unsicherste Schicht",
    nextTitle: "Zur Schicht mit der höchsten Unsicherheit, dann zur nächsten",
    finishFirst: "Wenden Sie den Schwellenwert an oder brechen Sie ab, bevor Sie zeichnen.",
    none: "Das Modell ist in allen Schichten sicher.",
  },
  report: {
    title: "Laufbericht",
    open: "Hardware und Zeiten anzeigen",
    save: "Als JSON speichern",
    runsOn: "Rechnet auf {{provider}}",
    notYet: "Noch kein Lauf. Hier erscheint der Bericht zu jedem Lauf.",
    footnote: "Ergebnis des Modells vor jeder Bearbeitung. Es wurden keine Daten übertragen.",
    rows: {
      precision: "Genauigkeit",
      batch: "Schichten pro Durchgang",
      graphCapture: "als Graph aufgezeichnet",
      weights: "Gewichte",
      fromCache: "aus dem Cache",
      fetched: "heruntergeladen",
      coldStart: "Startzeit",
      nodesOnCpu: "Operatoren auf der CPU",
      none: "keine",
      refused: "Nicht verwendet",
      model: "Modell",
      hash: "Gewichte, SHA-256",
      slices: "Schichten",
      spacing: "Auflösung der Eingabe",
      restarts: "Neustarts",
      time: "Zeit",
      total: "Gesamt",
      found: "Volumina",
      outlinedBy: "Umrissen von",
      firstSlice: "Erste Schicht",
      outlinedSlices_one: "{{count, number}} Schicht",
      outlinedSlices_other: "{{count, number}} Schichten",
    },
    outline: "Letzter Umriss",
    methods: { network: "Netz", "random-walker": "Random Walker" },
    coldStart: {
      runtime: "Laufzeitumgebung",
      weights: "Gewichte",
      session: "Sitzung",
      firstRun: "erster Durchgang",
      tuning: "Abstimmung",
    },
    stages: {
      preprocess: "Vorverarbeitung",
      inference: "Inferenz",
      labelling: "Zuordnung der Labels",
      delivery: "Übergabe",
      postprocess: "Nachverarbeitung",
    },
  },
} as const;

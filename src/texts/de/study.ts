/** Opening studies and choosing among them. In German. */
export const study = {
  common: {
    cancel: "Abbrechen",
    close: "Schließen",
    dismiss: "Ausblenden",
    language: "Sprache",
    research: "Nur für Forschungszwecke. Kein Medizinprodukt.",
  },
  start: {
    drop: "DICOM-Ordner hier ablegen",
    explain:
      "Öffnen Sie eine CT- oder MR-Serie als Ordner oder als Dateien. Die Bilder werden in diesem Browser gelesen und verlassen diesen Computer nicht. Ein DICOM-SEG, das auf einer offenen Studie abgelegt wird, wird dort angezeigt.",
    openFolder: "Ordner öffnen",
    openFiles: "Dateien öffnen",
    dropToOpen: "Zum Öffnen ablegen",
    reading: "Wird geladen",
  },
  study: {
    none: "Keine Studie geöffnet",
    noName: "Kein Patientenname",
    openFolder: "Ordner öffnen",
    openFolderTitle: "Ordner mit DICOM-Dateien öffnen",
    openFiles: "Dateien öffnen",
    openFilesTitle: "DICOM-Dateien öffnen, oder ein DICOM-SEG zu dieser Studie",
    files: "DICOM-Dateien",
    folder: "DICOM-Ordner",
    fetching: "Studie wird geladen",
    askingServer: "DICOMweb-Server wird abgefragt",
    preparing: "Bilder werden vorbereitet",
    elsewhere:
      "Der Index verweist für {{name}} auf einen anderen Server, {{origin}}. Die Dateien müssen auf demselben Server liegen wie ihre index.json.",
    readingFiles_one: "{{count, number}} Datei wird gelesen",
    readingFiles_other: "{{count, number}} Dateien werden gelesen",
    readingHeaders: "Header gelesen: {{done, number}} von {{total, number}} Dateien",
    readingImages: "{{done, number}} von {{total, number}} Bildern geladen",
    emptyFolder: "Dieser Ordner enthält keine Dateien. Wählen Sie den Ordner mit den DICOM-Dateien.",
    openAnother: "Andere Studie öffnen?",
    discards:
      "Die Segmentierung dieser Studie wurde nicht exportiert. Wenn Sie eine andere Studie öffnen, geht sie verloren.",
    discard: "Verwerfen und öffnen",
    exportAndOpen: "Exportieren und öffnen",
    keep: "Bei dieser Studie bleiben",
    segmentationFirst:
      "{{name}} ist eine Segmentierung. Öffnen Sie zuerst die zugehörigen Bilder und legen Sie die Datei dann erneut ab.",
    reportFirst:
      "{{name}} ist ein Messbericht. Öffnen Sie zuerst die Bilder und die Segmentierung, zu denen er gehört, und legen Sie ihn dann erneut ab.",
    openedSegmentation: "{{name}} geöffnet: {{labels, list}}.",
  },
  volumeFile: {
    title: "Was für ein Bild ist das?",
    text: "{{name}} nennt weder Patient noch Modalität. Die Werte reichen von {{least}} bis {{most}}. Modelle und Fenster hängen von der Modalität ab.",
    CT: "CT, in Hounsfield-Einheiten",
    MR: "MR",
    PT: "PET, als Aktivität",
    OT: "Etwas anderes",
    second: "{{name}} ist ebenfalls ein Bild, und nur eines kann offen sein. Es wurde nicht geöffnet.",
    details: "{{format}}-Datei: Patient, Studie und Datum unbekannt",
  },
  overlap: {
    title: "Überlappende Segmente",
    text: "Segmente in {{name}} überlappen. Sie können bleiben, wie sie sind, jedes in einer eigenen Ebene. Oder jedes Voxel gehört zu einem Segment, die kleineren oben; dann verlieren diese Voxel: {{labels, list}}. Die Datei bleibt, wie sie ist.",
    layers: "Überlappungen behalten",
    flatten: "Öffnen, kleinere oben",
  },
  otherVolume: {
    title: "Segmentierung eines anderen Volumens",
    text: "{{name}} gehört zu einem anderen Volumen der Liste ({{volume}}), nicht zum angezeigten.",
    open: "Dieses Volumen öffnen",
    here: "Hier anzeigen",
  },
  otherServer: {
    title: "Mit {{host}} verbinden?",
    text: {
      study:
        "Die Adresse dieser Seite lädt eine Studie von einem anderen Server, {{origin}}. Verbinden Sie sich nur, wenn Sie ihn kennen und ihm vertrauen.",
      models:
        "Die Adresse dieser Seite lädt Modelle von einem anderen Server, {{origin}}. Verbinden Sie sich nur, wenn Sie ihn kennen und ihm vertrauen.",
    },
    connect: "Verbinden",
    stay: "Nicht verbinden",
  },
  library: {
    title: "Studien",
    toggle: "Studien und Serien",
    close: "Studienliste schließen",
    choose: "Serie wählen",
    chooseText: "Es gibt mehrere. Klicken Sie in der Liste auf eine Serie, um sie zu öffnen.",
    wholeSeries: "Gesamte Serie",
    images_one: "{{count, number}} Bild",
    images_other: "{{count, number}} Bilder",
    expand: "Serien anzeigen",
    uidEnd: "UID endet auf {{end}}",
  },
} as const;

/** Saved work and exports. In German. */
export const files = {
  autosave: {
    label: "Arbeit in diesem Browser speichern",
    title: "Nur in diesem Browser gespeichert, bis Sie es löschen",
    savedAt: "In diesem Browser gespeichert um {{at, time}}",
    erase: "Gespeicherte Arbeit löschen",
    eraseShort: "Löschen",
    eraseTitle: "Alle in diesem Browser gespeicherten Arbeiten löschen, zu allen Serien",
    refused:
      "Dieser Browser lässt die Seite Ihre Arbeit nicht speichern. Erlauben Sie der Seite, Daten zu speichern, oder exportieren Sie, bevor Sie sie schließen. Das Speichern wird erneut versucht.",
    full: "Ihre Arbeit ist nicht gespeichert: Der Datenträger oder der Speicher dieses Browsers ist voll. Schaffen Sie Platz oder exportieren Sie. Das Speichern wird erneut versucht.",
    fullSince:
      "Ihre Arbeit ist seit {{since, time}} nicht gespeichert: Der Datenträger oder der Speicher dieses Browsers ist voll. Schaffen Sie Platz oder exportieren Sie. Das Speichern wird erneut versucht.",
    failed:
      "Ihre Arbeit ist nicht gespeichert ({{reason}}). Das Speichern wird erneut versucht. Exportieren Sie, bevor Sie die Seite schließen.",
    failedSince:
      "Ihre Arbeit ist seit {{since, time}} nicht gespeichert ({{reason}}). Das Speichern wird erneut versucht. Exportieren Sie, bevor Sie die Seite schließen.",
    damaged:
      "Gespeicherte Arbeit zu dieser Serie ist beschädigt und kann nicht geöffnet werden. Sie wurde beiseitegelegt und lässt sich unten herunterladen.",
    download: "Beschädigte Arbeit herunterladen",
    downloadTitle: "Beschädigte Arbeit als JSON herunterladen, um Daten daraus zu retten",
    takeOver: "Hier weiterarbeiten",
    takeOverTitle:
      "Mit der Arbeit aus dem anderen Tab hier weiterarbeiten. Der andere Tab wird benachrichtigt.",
    isApart:
      "Diese Studie ist auch in einem anderen Tab geöffnet. Die beiden Tabs speichern getrennt. „Hier weiterarbeiten“ holt die Arbeit des anderen Tabs hierher.",
    taken:
      "An dieser Studie wird in einem anderen Tab weitergearbeitet. Was Sie hier ändern, wird getrennt gespeichert.",
    notNow:
      "Warten Sie, bis die Bearbeitung beendet ist, oder brechen Sie sie ab, bevor Sie hier weiterarbeiten.",
    resumeTitle: "Arbeit fortsetzen?",
    resumeText:
      "In diesem Browser liegt nicht exportierte Arbeit zu dieser Serie vom {{at, date}}, {{at, time}}: {{labels, list}}.",
    discard: "Neu beginnen",
    resume: "Fortsetzen",
    resumeFrom: "Fortsetzen ab {{at, time}}",
  },
  exporting: {
    main: "DICOM-SEG exportieren",
    mainAs: "{{form}} exportieren",
    more: "Weitere Exportformate",
    writing: "Wird exportiert …",
    reader: "Befundet von",
    readerExample: "Ihr Name, für Exporte",
    readerTitle:
      "Nachname, Vorname. Wird in exportierte Dateien geschrieben. In diesem Browser gespeichert, bis Sie es löschen.",
    anonymous: "Ohne Patientendaten",
    anonymousTitle:
      "Ohne Namen, Datumsangaben und Freitext. Die UIDs bleiben, damit der Export zu seinen Bildern passt.",
    nothingYet: "Noch nichts segmentiert",
    done: "{{name}} exportiert.",
    unseen_one: "{{count, number}} nicht beurteilt",
    unseen_other: "{{count, number}} nicht beurteilt",
    leftOut_one: "{{count, number}} abgelehnt und nicht exportiert",
    leftOut_other: "{{count, number}} abgelehnt und nicht exportiert",
    rejectedAs_one: "{{label}}: abgelehnt, exportiert als {{becomes}}.",
    rejectedAs_other: "{{label}}: {{count, number}} Befunde abgelehnt, exportiert als {{becomes}}.",
    readme:
      "Oberflächen der Segmente in Millimetern des Patienten: x nach links, y nach hinten, z zum Kopf.\n",
    formats: {
      seg: { label: "DICOM-SEG", title: "Für PACS und andere Viewer; vor dem Herunterladen geprüft" },
      "instance-seg": {
        label: "DICOM-SEG je Läsion",
        title: "DICOM-Segmentierung mit einem Segment für jede Läsion, das eine eigene Kennung hat",
      },
      "labelmap-seg": {
        label: "DICOM-Labelmap",
        title: "Die neuere, kompakte Form des DICOM-SEG; noch nicht überall lesbar",
      },
      rtstruct: { label: "RTSTRUCT", title: "Konturen für die Strahlentherapie" },
      sr: {
        label: "Messwerte",
        title: "Volumina, Durchmesser und Mittelwerte als DICOM-SR, mit dem zugehörigen DICOM-SEG",
      },
      nifti: { label: "NIfTI", title: "Labelmap für Forschungsprogramme" },
      nrrd: { label: "NRRD", title: "Segmente mit Namen und Farben, für 3D Slicer" },
      stl: { label: "STL", title: "Oberflächen, eine Datei pro Segment" },
    },
  },
} as const;

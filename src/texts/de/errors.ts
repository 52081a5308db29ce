import type { AutosegErrorCode } from "../../errors.ts";

/** The meaning of each error code, and what to do. In German. */
export const errors: Readonly<Record<AutosegErrorCode, string>> = {
  "no-dicom-images":
    "Keine der Dateien ist ein lesbares DICOM-Bild. Wählen Sie einen Ordner mit CT-, MR-, PET- oder NM-Bildern.",
  "unreadable-dicom":
    "Eine Datei ist kein DICOM, ist abgeschnitten oder ließ sich nicht vollständig lesen. Kopieren oder laden Sie sie erneut.",
  "unsupported-pixels":
    "Transfersyntax oder Pixelformat werden nicht unterstützt. Konvertieren Sie die Bilder in eine andere Transfersyntax.",
  "several-series": "Es gibt mehrere Serien, und keine wurde gewählt. Wählen Sie eine.",
  "series-not-found": "Die gewünschte Serie wurde nicht gefunden. Wählen Sie eine der vorhandenen.",
  "irregular-series":
    "Die Schichten der Serie bilden kein regelmäßiges Gitter. Laden Sie die Originalbilder des Scanners.",
  "invalid-geometry": "Die Geometrie ist ungültig, oder zwei Gitter passen nicht zueinander.",
  "invalid-manifest": "Das Manifest beschreibt kein lauffähiges Modell. Korrigieren Sie das Manifest.",
  "model-not-found":
    "Unter diesem Namen oder dieser Adresse gibt es kein Modell. Prüfen Sie Name und Adresse.",
  "no-model-chosen": "Es wurde kein Modell gewählt. Wählen Sie eines.",
  "model-hash-mismatch":
    "Die Prüfsumme (SHA-256) der Modelldatei stimmt nicht mit dem Manifest überein. Laden Sie das Modell erneut herunter.",
  "invalid-model":
    "Die Modelldatei lässt sich nicht laden oder passt nicht zu ihrem Manifest. Korrigieren Sie Modell oder Manifest.",
  "model-mismatch":
    "Das Modell ist nicht für solche Bilder bestimmt. Wählen Sie ein anderes Modell oder eine andere Serie.",
  "inference-failed":
    "Die Berechnung ist während des Laufs fehlgeschlagen. Starten Sie das Modell erneut; fertige Schichten bleiben.",
  "out-of-memory":
    "Der Speicher reicht nicht aus. Schließen Sie andere Programme, oder wählen Sie ein anderes Gerät, einen kleineren Quader oder ein anderes Modell.",
  "device-lost": "Die Verbindung zur Grafikkarte ging verloren. Starten Sie den Lauf erneut.",
  "adapter-too-small":
    "Das Modell braucht größere Puffer, als die Grafikkarte erlaubt. Rechnen Sie auf der CPU, oder wählen Sie ein Modell mit gröberen Voxeln.",
  "wrong-numbers": "Das Ergebnis weicht von der Referenz des Modells ab. Wählen Sie ein anderes Gerät.",
  "no-provider":
    "Das Modell ließ sich auf keinem Gerät starten. Wählen Sie ein anderes Gerät oder installieren Sie dessen Treiber.",
  "invalid-segmentation":
    "Die Datei ist keine Segmentierung oder verletzt eine Regel von DICOM. Exportieren Sie sie erneut.",
  "foreign-segmentation":
    "Die Segmentierung gehört zu anderen Bildern. Öffnen Sie die Serie, für die sie gemacht wurde.",
  "invalid-volume-file":
    "Eine NIfTI- oder NRRD-Datei ist beschädigt, lässt sich nicht öffnen oder passt nicht zum offenen Bild; die Meldung sagt, was zutrifft.",
  "overlapping-segments": "Segmente überlappen sich, hier kann ein Voxel aber nur zu einem gehören.",
  "invalid-segment":
    "Ein Segment lässt sich so nicht in DICOM schreiben. Korrigieren Sie die genannte Angabe.",
  "incomplete-metadata": "In den Bildern fehlen Angaben, die der Export braucht.",
  "segmentation-not-writable":
    "Der Export würde eine Regel von DICOM verletzen. Ändern Sie, was die Meldung nennt.",
  "invalid-argument": "Eine Angabe ist ungültig. Ändern Sie sie.",
  "invalid-preferences":
    "Die Datei enthält keine Einstellungen, oder eine davon ist ungültig. Es wurde nichts geändert. Exportieren Sie sie erneut.",
  busy: "Es wird gerade bearbeitet, oder ein Modell läuft. Warten Sie das Ende ab oder brechen Sie ab.",
  "not-open": "Es ist kein Volumen geöffnet. Öffnen Sie zuerst eines.",
  "unsaved-work": "Die Segmentierung wurde nicht exportiert. Exportieren oder verwerfen Sie sie.",
  "volume-not-loaded": "Das Volumen ist nicht vollständig geladen. Warten Sie, oder laden Sie es erneut.",
  "storage-failed":
    "Der Speicher des Browsers antwortet nicht. Nicht gespeicherte Arbeit bleibt auf dem Bildschirm; exportieren Sie sie.",
  "worker-stopped": "Ein Hintergrundprozess wurde beendet. Versuchen Sie es erneut, oder mit weniger Daten.",
  "input-not-found": "Unter diesem Pfad gibt es weder Datei noch Ordner. Prüfen Sie den Pfad.",
  "dicomweb-failed": "Der DICOMweb-Server hat abgelehnt oder nicht geantwortet.",
  "store-failed":
    "Der Server hat das Objekt nicht angenommen oder verändert zurückgegeben. Es ist noch hier; speichern Sie es erneut.",
  "several-studies": "Die Suche ergab mehrere Studien, und keine wurde gewählt. Wählen Sie eine.",
  "not-writable": "Unter diesem Pfad lässt sich nicht schreiben. Wählen Sie einen anderen.",
  "missing-assets":
    "Eine Datei des Programms fehlt auf dem Server. Kopieren Sie die Dateien dorthin, oder nennen Sie die Ordner, in denen sie liegen.",
  "blocked-by-policy":
    "Die Content-Security-Policy der Seite verbietet, was die Segmentierung braucht. Erlauben Sie es in den Kopfzeilen des Servers.",
  "wrong-cornerstone":
    "Cornerstone3D fehlt, ist doppelt vorhanden oder hat eine unpassende Version. Korrigieren Sie die Pakete der Anwendung.",
  "invalid-rules": "Die Regeln eines Archivs sind ungültig. Berichtigen Sie die Datei.",
  "invalid-results":
    "Eine Datei im Ergebnisordner eines Archivs ist beschädigt oder ist kein Ergebnis. Löschen Sie sie, oder kopieren Sie sie neu.",
  "other-model-version":
    "Die Arbeit war für eine andere Version des Modells bestimmt. Installieren Sie überall dieselbe Version.",
  "queue-unavailable":
    "Die Warteschlange eines Archivs ist nicht erreichbar. Starten oder installieren Sie sie.",
  "works-given-up": "Serien eines Archivs konnten nicht segmentiert werden.",
  "studies-not-examined": "Das Archiv gab über einige Studien keine Auskunft. Wiederholen Sie den Befehl.",
  "overlay-not-possible": "Die zweite Serie kann nicht über der ersten gezeigt werden.",
  cancelled: "Abgebrochen.",
};

/** Another program's viewports, segmentations and tools. In German. */
export const host = {
  host: {
    segmentation: "Segmentierung",
    numbered: "Segment {{number, number}}",
    away: "Kein Fenster zeigt diese Serie gerade. Ihre Arbeit bleibt erhalten.",
    removed:
      "Die Anwendung hat die Segmentierung aus ihrer Liste entfernt. Ihre Arbeit bleibt erhalten; zeichnen Sie oder starten Sie das Modell, um sie wieder anzuzeigen.",
    notTaken:
      "Ein Lauf oder eine Bearbeitung ist im Gange. Was ein anderes Werkzeug inzwischen gezeichnet hat, wurde zurückgenommen.",
    notAllowed:
      "Ein Teil dessen, was ein anderes Werkzeug gezeichnet hat, wurde zurückgenommen: Das Segment ist gesperrt oder ausgeblendet, oder es sind Grenzen gesetzt.",
    leaveTitle: "Andere Serie segmentieren?",
    leave:
      "Die Segmentierung der vorigen Serie ist nicht exportiert. Sie geht verloren, wenn Sie fortfahren.",
    leaveSaved:
      "Die Segmentierung der vorigen Serie ist nicht exportiert. In diesem Browser gespeichert, wird sie angeboten, wenn Sie die Serie wieder öffnen.",
    keepForLater: "Speichern und fortfahren",
    discard: "Verwerfen und fortfahren",
  },
} as const;

/** Using the viewer and its models offline, and new versions. In German. */
export const offline = {
  offline: {
    open: "Ohne Netz",
    title: "Ohne Netz arbeiten",
    explain:
      "Der Viewer und die hier gespeicherten Modelle funktionieren in diesem Browser ohne Netz. Bilder werden nie gespeichert: Öffnen Sie sie von diesem Rechner.",
    saving: "Viewer wird für die Nutzung ohne Netz gespeichert: {{percent}} %",
    kept: "Funktioniert ohne Netz; {{kept, number}} von {{count, number}} Modellen gespeichert",
    keptAlone: "Funktioniert ohne Netz",
    insecure:
      "Die Nutzung ohne Netz braucht eine Adresse mit https. Fragen Sie den Betreiber dieses Servers.",
    refused: "Dieser Browser speichert den Viewer nicht für die Nutzung ohne Netz ({{reason}}).",
    failed:
      "Der Viewer konnte nicht für die Nutzung ohne Netz gespeichert werden. Beim nächsten Besuch wird es erneut versucht.",
    missing:
      "Der Viewer konnte nicht für die Nutzung ohne Netz gespeichert werden: {{file}} wurde nicht geliefert ({{found}}).",
    noAnswer: "keine Antwort",
    changed:
      "Der Viewer konnte nicht für die Nutzung ohne Netz gespeichert werden: {{file}} auf dem Server ist nicht die gebaute Datei. Der ganze Ordner muss neu bereitgestellt werden.",
    noRoom:
      "{{title}} wurde nicht gespeichert: Dieser Browser hat keinen Platz dafür. Entfernen Sie ein anderes Modell oder schaffen Sie Platz auf der Festplatte.",
    models: "Modelle",
    isKept: "{{megabytes}} MB, gespeichert",
    isPartlyKept: "{{megabytes}} MB, {{percent}} % gespeichert",
    isNotKept: "{{megabytes}} MB, nicht gespeichert",
    keep: "Speichern",
    keepAll: "Alle speichern ({{megabytes}} MB)",
    remove: "Entfernen",
    keepModel: "{{title}} für die Nutzung ohne Netz speichern",
    removeModel: "{{title}} aus diesem Browser entfernen",
    keeping: "Modelle werden gespeichert",
  },
  newVersion: {
    ready: "Es gibt eine neue Version des Viewers.",
    reload: "Neu laden",
    title: "Mit nicht exportierter Arbeit neu laden?",
    kept: "Ihre Arbeit wurde nicht exportiert. Sie ist in diesem Browser gesichert, und die neue Version bietet an, sie fortzusetzen.",
    lost: "Ihre Arbeit wurde nicht exportiert und ist in diesem Browser nicht gesichert. Exportieren Sie sie zuerst; Neuladen verwirft sie.",
    discard: "Verwerfen und neu laden",
    later: "Später",
    busy: "Warten Sie, bis der laufende Vorgang fertig ist, oder brechen Sie ihn ab. Laden Sie dann neu.",
  },
} as const;

/** The list of past messages. In German. */
export const notices = {
  notices: {
    title: "Meldungen",
    openTitle: "Alle Meldungen seit dem Öffnen der Seite anzeigen",
    unseen_one: "{{count, number}} ungelesener Fehler",
    unseen_other: "{{count, number}} ungelesener Fehler",
    error: "Fehler",
    at: "um {{at, time}}",
    times: "{{count, number}}-mal, zuletzt um {{at, time}}",
  },
} as const;

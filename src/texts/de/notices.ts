/** The list of past messages. In German. */
export const notices = {
  notices: {
    title: "Meldungen",
    openTitle: "Noch einmal lesen, was seit dem Öffnen der Seite gemeldet wurde",
    unseen_one: "{{count, number}} Fehler nicht gesehen",
    unseen_other: "{{count, number}} Fehler nicht gesehen",
    error: "Fehler",
    at: "um {{at, time}}",
    times: "{{count, number}}-mal, zuletzt um {{at, time}}",
  },
} as const;

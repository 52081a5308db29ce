/** What was said to the user, to be read again. */
export const notices = {
  notices: {
    title: "Messages",
    openTitle: "Read again what was said since the page was opened",
    unseen_one: "{{count, number}} error not seen",
    unseen_other: "{{count, number}} errors not seen",
    error: "Error",
    at: "at {{at, time}}",
    times: "{{count, number}} times, last at {{at, time}}",
  },
} as const;

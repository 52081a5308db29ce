/** The list of past messages. */
export const notices = {
  notices: {
    title: "Messages",
    openTitle: "Show all messages since the page was opened",
    unseen_one: "{{count, number}} unread error",
    unseen_other: "{{count, number}} unread errors",
    error: "Error",
    at: "at {{at, time}}",
    times: "{{count, number}} times, last at {{at, time}}",
  },
} as const;

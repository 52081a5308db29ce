/** The command was called wrongly; its usage is shown with the message. */
export class UsageError extends Error {}

/** Using the viewer and its models offline, and new versions. */
export const offline = {
  offline: {
    open: "Offline use",
    title: "Use without a network",
    explain:
      "The viewer and the models kept here work in this browser without a network. Images are never kept: open them from this computer.",
    saving: "Saving the viewer for offline use: {{percent}} %",
    kept: "Works offline; {{kept, number}} of {{count, number}} models kept",
    keptAlone: "Works offline",
    insecure: "Offline use needs an address with https. Ask whoever runs this server.",
    refused: "This browser does not save the viewer for offline use ({{reason}}).",
    failed: "The viewer could not be saved for offline use. The next visit tries again.",
    missing: "The viewer could not be saved for offline use: {{file}} was not delivered ({{found}}).",
    noAnswer: "no answer",
    changed:
      "The viewer could not be saved for offline use: {{file}} on the server is not the one that was built. Upload the whole folder again.",
    noRoom:
      "{{title}} was not kept: this browser has no room for it. Remove another model, or free some space on the disk.",
    models: "Models",
    isKept: "{{megabytes}} MB, kept",
    isPartlyKept: "{{megabytes}} MB, {{percent}} % kept",
    isNotKept: "{{megabytes}} MB, not kept",
    keep: "Keep",
    keepAll: "Keep all ({{megabytes}} MB)",
    remove: "Remove",
    keepModel: "Keep {{title}} for offline use",
    removeModel: "Remove {{title}} from this browser",
    keeping: "Keeping models",
  },
  newVersion: {
    ready: "There is a new version of the viewer.",
    reload: "Reload",
    title: "Reload with unexported work?",
    kept: "Your work has not been exported. It is saved in this browser, and the new version offers to resume it.",
    lost: "Your work has not been exported and is not saved in this browser. Export it first; reloading discards it.",
    discard: "Discard and reload",
    later: "Later",
    busy: "Wait until the work in progress is done, or cancel it. Then reload.",
  },
} as const;

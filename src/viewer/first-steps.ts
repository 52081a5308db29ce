import type { Workspace } from "./workspace.ts";

const doneName = "autoseg.first-steps-done";

/** Says what to do first beside the first study that this browser ever shows, until it was read. */
export class FirstSteps {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    workspace.opened.subscribe(() => workspace.store.update({ showsFirstSteps: !wereRead() }));
  }

  dismiss(): void {
    this.#workspace.store.update({ showsFirstSteps: false });
    try {
      localStorage.setItem(doneName, "yes");
    } catch {
      // A browser that keeps nothing shows them again on the next visit.
    }
  }
}

function wereRead(): boolean {
  try {
    return localStorage.getItem(doneName) !== null;
  } catch {
    return false;
  }
}

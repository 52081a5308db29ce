import { browserMemory } from "../ui/index.ts";
import type { Workspace } from "./workspace.ts";

const doneName = "autoseg.first-steps-done";

/** Says what to do first beside the first study that this browser ever shows, until it was read. */
export class FirstSteps {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    workspace.opened.subscribe(() =>
      workspace.store.update({ showsFirstSteps: browserMemory.get(doneName) === undefined }),
    );
  }

  dismiss(): void {
    this.#workspace.store.update({ showsFirstSteps: false });
    browserMemory.set(doneName, "yes");
  }
}

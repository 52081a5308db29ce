import { browserMemory } from "../ui/index.ts";
import type { Workspace } from "./workspace.ts";

const doneName = "autoseg.first-steps-done";

/** Shows introductory hints next to the first study that this browser shows, until they are dismissed. */
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

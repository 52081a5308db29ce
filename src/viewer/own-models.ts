import { toModelEntry } from "../controller/index.ts";
import { forgetOwnModel, holdsModel, keepOwnModel, listOwnModels } from "../model/index.ts";
import { errorText, t } from "../texts/index.ts";
import type { Workspace } from "./workspace.ts";

/** Models that the user has added from a folder, and that stay in this browser until they are removed. */
export class OwnModels {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The models of earlier visits; what has become of one that is damaged is told. */
  async list() {
    const { notices } = this.#workspace;
    const ownModels = await listOwnModels((name, cause) =>
      notices.notify("error", t("ownModels.damaged", { name, reason: errorText(cause) })),
    );
    this.#workspace.store.update({ ownModels });
    return ownModels.map(toModelEntry);
  }

  /** Whether files that were dropped or picked are a model rather than a study. */
  isModel(files: readonly File[]): boolean {
    return holdsModel(files.map(pathOf));
  }

  /** Keeps a model, chooses it, and shows what it is. Failures are told. */
  async add(files: readonly File[]): Promise<void> {
    const { notices, store, controller } = this.#workspace;
    await notices.attempt(async () => {
      const model = await keepOwnModel(files.map((file) => ({ path: pathOf(file), file })));
      await this.list();
      store.update({ dialog: "ownModels" });
      await controller.models.add(toModelEntry(model));
    });
  }

  async remove(name: string): Promise<void> {
    const { notices, state, controller } = this.#workspace;
    await notices.attempt(async () => {
      const model = state.ownModels.find(({ manifest }) => manifest.name === name);
      if (model) await forgetOwnModel(model);
      controller.models.remove(name);
      await this.list();
    });
  }
}

function pathOf(file: File): string {
  return file.webkitRelativePath || file.name;
}

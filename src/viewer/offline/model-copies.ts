import { isAutosegError } from "../../errors.ts";
import { forgetWeights, keepWeights, measureKeptWeights } from "../../inference/index.ts";
import type { Model } from "../../model/index.ts";
import { t } from "../../texts/index.ts";
import type { Workspace } from "../workspace.ts";
import type { KeptModel } from "./offline-state.ts";

/** The models kept in this browser: those used before, and those that the user asked to keep for use offline. */
export class ModelCopies {
  readonly #workspace: Workspace;
  #saving: AbortController | undefined;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Measures how much is kept of each model of this server; others do not belong to the application. */
  async measure(): Promise<void> {
    if (this.#workspace.state.offline.program === undefined) return;
    const models = await Promise.all(
      this.#workspace.state.models.map(async ({ name, title }): Promise<KeptModel | undefined> => {
        const model = await this.#load(name).catch(() => undefined);
        if (!model || new URL(model.location).origin !== location.origin) return undefined;
        return { name, title, ...(await measureKeptWeights(model)) };
      }),
    );
    this.#update({ models: models.filter((model) => model !== undefined) });
  }

  /** Saves models one after the other, until all are kept or {@link cancel} is called. Errors are reported to the user. */
  async keep(names: readonly string[]): Promise<void> {
    if (this.#saving) return;
    const saving = new AbortController();
    this.#saving = saving;
    this.#update({ modelsFraction: 0 });
    try {
      // When short of space, a browser evicts persistent storage last.
      await navigator.storage.persist();
      await this.#keepAll(names, saving.signal);
    } catch (error) {
      if (!isAutosegError(error, "cancelled")) this.#workspace.notices.report(error);
    } finally {
      if (this.#saving === saving) this.#end();
      await this.measure();
    }
  }

  /** Stops at once; models that are complete stay. */
  cancel(): void {
    this.#saving?.abort();
    this.#end();
  }

  /** Removes a model from this browser. */
  async remove(name: string): Promise<void> {
    await forgetWeights(await this.#load(name));
    await this.measure();
  }

  async #keepAll(names: readonly string[], signal: AbortSignal): Promise<void> {
    const models = await Promise.all(names.map((name) => this.#load(name)));
    const sizes = await Promise.all(models.map(measureKeptWeights));
    const totalBytes = sizes.reduce((sum, size) => sum + size.totalBytes, 0);
    let doneBytes = 0;
    const onFile = (sizeBytes: number): void => {
      doneBytes += sizeBytes;
      if (!signal.aborted) this.#update({ modelsFraction: doneBytes / totalBytes });
    };
    for (const model of models) {
      const { keptBytes, totalBytes: wanted } = await keepWeights(model, onFile, signal);
      if (keptBytes < wanted) throw new Error(t("offline.noRoom", { title: model.manifest.title }));
    }
  }

  #end(): void {
    this.#saving = undefined;
    this.#update({ modelsFraction: undefined });
  }

  #load(name: string): Promise<Model> {
    return this.#workspace.controller.models.sessions.load(name);
  }

  #update(change: {
    readonly models?: readonly KeptModel[];
    readonly modelsFraction?: number | undefined;
  }): void {
    const { store, state } = this.#workspace;
    store.update({ offline: { ...state.offline, ...change } });
  }
}

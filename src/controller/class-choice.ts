import { chooseClasses, type Model, toSegments } from "../model/index.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { Models } from "./models.ts";

/** Which classes runs keep, chosen separately for each model; not remembered beyond this page. */
export class ClassChoice {
  readonly #context: ControllerContext;
  readonly #models: Models;
  #shown: string | undefined;

  constructor(context: ControllerContext, models: Models) {
    this.#context = context;
    this.#models = models;
    context.store.subscribe(() => {
      if (context.state.modelName !== this.#shown) void this.#show(context.state.modelName);
    });
  }

  /**
   * Restricts runs of the chosen model to these classes; undefined, or all of them, removes the restriction.
   * @throws AutosegError (the promise rejects) `invalid-argument` for an unknown class or an empty choice; `no-model-chosen`.
   */
  async keep(classes: readonly number[] | undefined): Promise<void> {
    const { name, model } = await this.#models.get();
    const { segments } = chooseClasses(model.manifest, classes);
    const { [name]: _, ...others } = this.#context.state.keptClasses;
    const isAll = segments.length === model.manifest.segments.length;
    const keptClasses = isAll ? others : { ...others, [name]: segments.map((one) => one.segmentNumber) };
    this.#context.store.update({ keptClasses });
    this.#list(name, model);
    const drawn = await this.#models.listedSegments();
    if (this.#context.state.modelName === name) this.#context.study?.session.replaceEmptySegments(drawn);
  }

  async #show(name: string | undefined): Promise<void> {
    this.#shown = name;
    this.#context.store.update({ classes: [] });
    // A failure to load is reported by whoever needs the model.
    const model =
      name === undefined ? undefined : await this.#models.sessions.load(name).catch(() => undefined);
    if (name !== undefined && model && this.#shown === name) this.#list(name, model);
  }

  #list(name: string, { manifest }: Model): void {
    const kept = this.#context.state.keptClasses[name];
    const classes = toSegments(manifest).map(({ segmentNumber, label, color }) => ({
      segmentNumber,
      label,
      color,
      isKept: kept?.includes(segmentNumber) ?? true,
    }));
    this.#context.store.update({ classes });
  }
}

import { createSignal } from "../editing/index.ts";
import type { Provider } from "../inference/index.ts";
import { loadModel, type Model } from "../model/index.ts";
import type { Segmenter } from "../segmentation/index.ts";

/** Loads models, and keeps one of them started in a worker. */
export class ModelSessions {
  /** The provider of the started model; undefined if none is started. */
  readonly providerChanged = createSignal<Provider | undefined>();
  readonly #toLocation: (name: string) => string;
  readonly #createSegmenter: (model: Model) => Promise<Segmenter>;
  readonly #models = new Map<string, Promise<Model>>();
  #started: { readonly name: string; readonly segmenter: Promise<Segmenter> } | undefined;

  /** @param toLocation URL of a model's folder or manifest. */
  constructor(toLocation: (name: string) => string, createSegmenter: (model: Model) => Promise<Segmenter>) {
    this.#toLocation = toLocation;
    this.#createSegmenter = createSegmenter;
  }

  /** Adds a model that is loaded already. */
  add(name: string, model: Model): void {
    this.#models.set(name, Promise.resolve(model));
  }

  /** Loads a model once; a failed load is retried at the next call. */
  load(name: string): Promise<Model> {
    let model = this.#models.get(name);
    if (!model) {
      model = loadModel(this.#toLocation(name));
      model.catch(() => this.#models.delete(name));
      this.#models.set(name, model);
    }
    return model;
  }

  /** Starts a model and ends the one started before; a failed start is retried at the next call. */
  start(name: string): Promise<Segmenter> {
    if (this.#started?.name === name) return this.#started.segmenter;
    const ended = this.stop();
    const started = { name, segmenter: this.#create(name, ended) };
    this.#started = started;
    started.segmenter.then(
      ({ provider }) => {
        if (this.#started === started) this.providerChanged.emit(provider);
      },
      () => {
        if (this.#started === started) this.#started = undefined;
      },
    );
    return started.segmenter;
  }

  /** Starts a model in advance; errors are reported when the model is needed. */
  warmUp(name: string): void {
    this.start(name).catch(() => undefined);
  }

  /** Forgets a model, since another may follow under the same name. */
  forget(name: string): void {
    this.#models.delete(name);
    if (this.#started?.name === name) void this.stop();
  }

  async stop(): Promise<void> {
    const started = this.#started;
    this.#started = undefined;
    this.providerChanged.emit(undefined);
    const segmenter = await started?.segmenter.catch(() => undefined);
    await segmenter?.[Symbol.asyncDispose]();
  }

  async #create(name: string, ended: Promise<void>): Promise<Segmenter> {
    const model = await this.load(name);
    await ended;
    return this.#createSegmenter(model);
  }
}

import type { ModelRuns, Store } from "../controller/index.ts";
import { createSignal } from "../editing/index.ts";
import { AutosegError, busyWith, notOpen } from "../errors.ts";
import type { ExtensionModels } from "./extension-models.ts";
import type { ExtensionOptions } from "./extension-options.ts";
import { type ExtensionState, initialExtensionState } from "./extension-state.ts";
import { findHostViewports } from "./host-viewports.ts";
import { OpenVolume } from "./open-volume.ts";

/** The volume that an extension works on: none before it is opened, and one at a time. */
export class ExtensionVolume {
  /** A stroke could not be drawn; the sentence says why. */
  readonly refused = createSignal<string>();
  readonly #options: ExtensionOptions;
  readonly #store: Store<ExtensionState>;
  readonly #models: ExtensionModels;
  readonly #runs: ModelRuns;
  #opened: OpenVolume | undefined;

  constructor(
    options: ExtensionOptions,
    store: Store<ExtensionState>,
    models: ExtensionModels,
    runs: ModelRuns,
  ) {
    this.#options = options;
    this.#store = store;
    this.#models = models;
    this.#runs = runs;
  }

  get opened(): OpenVolume | undefined {
    return this.#opened;
  }

  /** @throws AutosegError `not-open` where no volume is open. */
  require(): OpenVolume {
    if (this.#opened) return this.#opened;
    throw notOpen("volume");
  }

  /** @throws AutosegError `not-open`, and `busy` while a stroke, an operation or a run is in progress. */
  requireIdle(): OpenVolume {
    const opened = this.require();
    if (opened.session.isEditing) throw busyWith("edit");
    return opened;
  }

  /** @throws AutosegError as `AutosegExtension.open`. */
  async open(): Promise<OpenVolume> {
    const segments = await this.#models.segments();
    const { volumeId } = findHostViewports(this.#options);
    if (this.#opened?.volumeId === volumeId) return this.#opened;
    if (this.#opened?.session.history.isUnsaved)
      throw new AutosegError(
        "unsaved-work",
        `The segmentation of the volume "${this.#opened.volumeId}" was not exported, and the viewports now show "${volumeId}". Export it, or discard it with close().`,
        { volumeId: this.#opened.volumeId },
      );
    this.close();
    const opened = new OpenVolume(this.#options, segments, this.#store.update);
    this.#opened = opened;
    opened.toolBox.refused.subscribe((sentence) => this.refused.emit(sentence));
    opened.toolBox.editor.failed.subscribe((error) =>
      this.refused.emit(error instanceof Error ? error.message : String(error)),
    );
    opened.view.moved.subscribe(() => {
      if (this.#runs.isRunning) this.#runs.follow(opened.view.centre);
    });
    await this.#models.chooseFor(opened.series);
    if (this.#opened !== opened) return opened;
    opened.session.replaceEmptySegments(await this.#models.segments());
    await this.compare();
    return opened;
  }

  /** Takes the segmentation out of the viewports, with all work on it; a run ends. */
  close(): void {
    this.#runs.cancel();
    this.#opened?.dispose();
    this.#opened = undefined;
    const { models, modelName, provider } = this.#store.state;
    this.#store.update({ ...initialExtensionState, models, modelName, provider });
  }

  /** Says whether the chosen model fits this series, and what speaks against it. */
  async compare(): Promise<void> {
    const series = this.#opened?.series;
    const facts = await this.#models.describeChoice(series);
    if (this.#opened?.series === series) this.#store.update(facts);
  }
}

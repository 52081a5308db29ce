import { initialToolSettings } from "../tools/index.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { ExportedFile } from "./exports.ts";
import {
  type ChosenPreferences,
  noPreferences,
  type Preferences,
  parsePreferences,
  type SegmentPreset,
  writePreferences,
} from "./preferences.ts";
import { initialOperationSettings } from "./state-parts.ts";

/** The user's preferences: remembered between visits, and exchanged as a file. */
export class UserPreferences {
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  get current(): Preferences {
    const { preferences, toolSettings, operationSettings } = this.#context.state;
    return { ...preferences, tools: toolSettings, operations: operationSettings };
  }

  change(change: Partial<ChosenPreferences>): void {
    const { state, store } = this.#context;
    store.update({ preferences: { ...state.preferences, ...change } });
  }

  /** Sets a preference of the screen; undefined resets it. */
  changeScreen(name: string, value: string | boolean | undefined): void {
    const { [name]: _last, ...screen } = this.#context.state.preferences.screen;
    this.change({ screen: value === undefined ? screen : { ...screen, [name]: value } });
  }

  /** Saves the current segments as a preset, in place of one of the same name. @throws AutosegError `not-open`. */
  addSegmentPreset(name: string): void {
    const { segments } = this.#context.require().session;
    const preset: SegmentPreset = {
      name,
      segments: segments.map(
        ({ label, color, type, category, typeModifier, anatomicRegion, anatomicRegionModifier }) => ({
          label,
          color,
          term: { type, category },
          ...(typeModifier && { typeModifier }),
          ...(anatomicRegion && { anatomicRegion }),
          ...(anatomicRegionModifier && { anatomicRegionModifier }),
        }),
      ),
    };
    const others = this.#context.state.preferences.segmentPresets.filter((other) => other.name !== name);
    this.change({ segmentPresets: [...others, preset] });
  }

  write(): ExportedFile {
    const file = new Blob([writePreferences(this.current)], { type: "application/json" });
    return { file, fileName: "autoseg-preferences.json", notes: [] };
  }

  /**
   * Replaces all preferences by those of a file.
   * @param check throws if the screen cannot use them.
   * @throws AutosegError (the promise rejects) `invalid-preferences`; nothing has changed then.
   */
  async read(file: Blob, check: (preferences: Preferences) => void = () => undefined): Promise<void> {
    const preferences = parsePreferences(await file.text());
    check(preferences);
    this.#apply(preferences);
  }

  /** Resets all preferences to their defaults. */
  reset(): void {
    this.#apply(noPreferences);
  }

  #apply({ tools, operations, ...preferences }: Preferences): void {
    const { toolBox, store } = this.#context;
    toolBox.configure({ ...initialToolSettings, ...tools });
    store.update({ preferences, operationSettings: { ...initialOperationSettings, ...operations } });
  }
}

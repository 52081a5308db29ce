import type { Preferences } from "../controller/index.ts";
import { renderings } from "../cornerstone/index.ts";
import { AutosegError } from "../errors.ts";
import { languages, setLanguage } from "../texts/index.ts";
import { layoutNames } from "./layouts.ts";
import { showTheme, themes } from "./themes.ts";
import { initialState } from "./viewer-state.ts";
import type { Workspace } from "./workspace.ts";

/** The preferences of this screen, with their allowed values. */
const allowed = {
  layout: layoutNames,
  theme: themes,
  language: languages,
  rendering: renderings,
  showsImageText: [true, false],
} as const satisfies Readonly<Record<string, readonly (string | boolean)[]>>;

type Name = keyof typeof allowed;

/** Layout, theme, language and other preferences of this screen alone: applied on loading, and saved when changed. */
export class ScreenPreferences {
  readonly #workspace: Workspace;
  #shown: Preferences["screen"] | undefined;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    // The language has been set already, perhaps by the page's address.
    this.#show(workspace.state.preferences.screen);
    workspace.store.subscribe(() => {
      const { screen } = workspace.state.preferences;
      if (screen === this.#shown) return;
      const language = chosenOf("language", screen);
      if (language && language !== this.#shown?.language) setLanguage(language);
      this.#show(screen);
    });
  }

  /** Undefined resets to the default. */
  change<Chosen extends Name>(name: Chosen, value: (typeof allowed)[Chosen][number] | undefined): void {
    this.#workspace.controller.preferences.changeScreen(name, value);
  }

  /** Applies only what has changed: the layout with a prior study, for instance, is no preference and stays. */
  #show(screen: Preferences["screen"]): void {
    const last = this.#shown;
    this.#shown = screen;
    const isAnother = (name: Name): boolean => last === undefined || last[name] !== screen[name];
    const theme = chosenOf("theme", screen);
    if (isAnother("theme")) showTheme(theme);
    this.#workspace.store.update({
      theme,
      ...(isAnother("layout") && { layout: chosenOf("layout", screen) ?? initialState.layout }),
      ...(isAnother("rendering") && { rendering: chosenOf("rendering", screen) }),
      ...(isAnother("showsImageText") && {
        showsImageText: chosenOf("showsImageText", screen) ?? initialState.showsImageText,
      }),
    });
  }
}

/** A remembered value; undefined if there is none, or if it comes from another version. */
export function chosenOf<Chosen extends Name>(
  name: Chosen,
  screen: Preferences["screen"],
): (typeof allowed)[Chosen][number] | undefined {
  return (allowed[name] as readonly (string | boolean)[]).find((value) => value === screen[name]) as
    | (typeof allowed)[Chosen][number]
    | undefined;
}

/** @throws AutosegError `invalid-preferences` for values that this screen does not have. */
export function checkScreen({ screen }: Preferences): void {
  for (const [name, value] of Object.entries(screen)) {
    const values: readonly (string | boolean)[] = Object.hasOwn(allowed, name) ? allowed[name as Name] : [];
    if (values.includes(value)) continue;
    throw new AutosegError(
      "invalid-preferences",
      `The preferences cannot be used: at ${`screen.${name}`}, ${values.join(" | ")} was expected, but ${value} was found. Nothing was changed. Correct the file, or export it again.`,
      { path: `screen.${name}` },
    );
  }
}

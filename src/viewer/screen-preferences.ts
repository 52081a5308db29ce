import type { Preferences } from "../controller/index.ts";
import { renderings } from "../cornerstone/index.ts";
import { AutosegError } from "../errors.ts";
import { languages, setLanguage } from "../texts/index.ts";
import { layoutNames } from "./layouts.ts";
import { showTheme, themes } from "./themes.ts";
import { initialState } from "./viewer-state.ts";
import type { Workspace } from "./workspace.ts";

/** What is remembered of this screen, and which values it may have. */
const allowed = {
  layout: layoutNames,
  theme: themes,
  language: languages,
  rendering: renderings,
  showsImageText: [true, false],
} as const satisfies Readonly<Record<string, readonly (string | boolean)[]>>;

type Name = keyof typeof allowed;

/** Layout, theme, language and what else only this screen has: shown as the preferences say, and kept in them when it is changed. */
export class ScreenPreferences {
  readonly #workspace: Workspace;
  #shown: Preferences["screen"] | undefined;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    // The language is on the page already: the address may have asked for another.
    this.#show(workspace.state.preferences.screen);
    workspace.store.subscribe(() => {
      const { screen } = workspace.state.preferences;
      if (screen === this.#shown) return;
      const language = chosenOf("language", screen);
      if (language && language !== this.#shown?.language) setLanguage(language);
      this.#show(screen);
    });
  }

  /** Undefined is as at first. */
  change<Chosen extends Name>(name: Chosen, value: (typeof allowed)[Chosen][number] | undefined): void {
    this.#workspace.controller.preferences.changeScreen(name, value);
  }

  /** Only what has changed: the layout beside a prior study, for instance, is no preference, and stays. */
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

/** What is remembered under a name; undefined for nothing, and for what another version may have had. */
export function chosenOf<Chosen extends Name>(
  name: Chosen,
  screen: Preferences["screen"],
): (typeof allowed)[Chosen][number] | undefined {
  return (allowed[name] as readonly (string | boolean)[]).find((value) => value === screen[name]) as
    | (typeof allowed)[Chosen][number]
    | undefined;
}

/** @throws AutosegError `invalid-preferences` for what this screen does not have. */
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

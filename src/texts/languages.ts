import { errors as germanErrors } from "./de/errors.ts";
import { german } from "./de/index.ts";
import { messages as germanMessages } from "./de/messages/index.ts";
import { english } from "./en/index.ts";

/**
 * The languages by BCP 47 tag, each with its own name. `errors` explains error codes; `messages` translates errors and notes of
 * the library, which are in English in the code.
 */
export const catalogues = {
  en: { name: "English", locale: "en-GB", texts: english, errors: undefined, messages: undefined },
  de: { name: "Deutsch", locale: "de-DE", texts: german, errors: germanErrors, messages: germanMessages },
} as const;

export type Language = keyof typeof catalogues;

export const languages = Object.keys(catalogues) as Language[];

/** The first of the tags (such as "de-AT") for which there is a catalogue, else English. */
export function chooseLanguage(tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const language = tag?.toLowerCase().split("-")[0];
    if (language !== undefined && isLanguage(language)) return language;
  }
  return "en";
}

/** The first of the browser's languages that is available; English outside a browser. */
export function preferredLanguage(): Language {
  return typeof document === "undefined" ? "en" : chooseLanguage(navigator.languages);
}

function isLanguage(tag: string): tag is Language {
  return tag in catalogues;
}

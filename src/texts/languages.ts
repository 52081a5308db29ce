import { errors as germanErrors } from "./de/errors.ts";
import { german } from "./de/index.ts";
import { messages as germanMessages } from "./de/messages/index.ts";
import { english } from "./en/index.ts";

/**
 * The languages, each under its BCP 47 tag with its own name. `errors` says what the codes of errors mean, `messages` translates
 * errors and notes of the library, which are English in the code.
 */
export const catalogues = {
  en: { name: "English", locale: "en-GB", texts: english, errors: undefined, messages: undefined },
  de: { name: "Deutsch", locale: "de-DE", texts: german, errors: germanErrors, messages: germanMessages },
} as const;

export type Language = keyof typeof catalogues;

export const languages = Object.keys(catalogues) as Language[];

/** The first of the tags ("de-AT") that there is a catalogue for, else English. */
export function chooseLanguage(tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const language = tag?.toLowerCase().split("-")[0];
    if (language !== undefined && isLanguage(language)) return language;
  }
  return "en";
}

/** The language that the browser asks for first among those there are; English outside a browser. */
export function preferredLanguage(): Language {
  return typeof document === "undefined" ? "en" : chooseLanguage(navigator.languages);
}

function isLanguage(tag: string): tag is Language {
  return tag in catalogues;
}

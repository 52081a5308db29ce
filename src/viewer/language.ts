import {
  chooseLanguage,
  currentLanguage,
  type Language,
  onLanguageChange,
  setLanguage,
} from "../texts/index.ts";
import { browserMemory } from "./browser-memory.ts";

const storageName = "autoseg.language";

/** Begins with the language that the address asks for, else the one chosen on an earlier visit, else the browser's. */
export function startLanguage(asked: string | undefined): void {
  onLanguageChange(markPage);
  setLanguage(chooseLanguage([asked, browserMemory.get(storageName), ...navigator.languages]));
  markPage();
}

/** Switches, and remembers it for the next visit. */
export function selectLanguage(language: Language): void {
  setLanguage(language);
  browserMemory.set(storageName, language);
}

/** Screen readers pronounce the page by it. */
function markPage(): void {
  document.documentElement.lang = currentLanguage();
}

import {
  chooseLanguage,
  currentLanguage,
  type Language,
  onLanguageChange,
  setLanguage,
} from "../texts/index.ts";

const storageName = "autoseg.language";

/** Begins with the language that the address asks for, else the one chosen on an earlier visit, else the browser's. */
export function startLanguage(asked: string | undefined): void {
  onLanguageChange(markPage);
  setLanguage(chooseLanguage([asked, readChoice(), ...navigator.languages]));
  markPage();
}

/** Switches, and remembers it for the next visit. */
export function selectLanguage(language: Language): void {
  setLanguage(language);
  try {
    localStorage.setItem(storageName, language);
  } catch {
    // A browser that keeps nothing begins with its own language on the next visit.
  }
}

/** Screen readers pronounce the page by it. */
function markPage(): void {
  document.documentElement.lang = currentLanguage();
}

function readChoice(): string | null {
  try {
    return localStorage.getItem(storageName);
  } catch {
    return null;
  }
}

import { readPreferences } from "../controller/index.ts";
import { chooseLanguage, currentLanguage, onLanguageChange, setLanguage } from "../texts/index.ts";
import { browserMemory } from "../ui/index.ts";
import { chosenOf } from "./screen-preferences.ts";

/** Begins with the language that the address asks for, else the one chosen on an earlier visit, else the browser's. */
export function startLanguage(asked: string | undefined): void {
  onLanguageChange(markPage);
  const chosen = chosenOf("language", readPreferences(browserMemory).screen);
  setLanguage(chooseLanguage([asked, chosen, ...navigator.languages]));
  markPage();
}

/** Screen readers pronounce the page by it. */
function markPage(): void {
  document.documentElement.lang = currentLanguage();
}

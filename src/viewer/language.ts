import { readPreferences } from "../controller/index.ts";
import { chooseLanguage, currentLanguage, onLanguageChange, setLanguage } from "../texts/index.ts";
import { browserMemory } from "../ui/index.ts";
import { chosenOf } from "./screen-preferences.ts";

/** Sets the initial language: that of the page's address, else the one chosen on an earlier visit, else the browser's. */
export function startLanguage(asked: string | undefined): void {
  onLanguageChange(markPage);
  const chosen = chosenOf("language", readPreferences(browserMemory).screen);
  setLanguage(chooseLanguage([asked, chosen, ...navigator.languages]));
  markPage();
}

/** Screen readers choose their pronunciation by it. */
function markPage(): void {
  document.documentElement.lang = currentLanguage();
}

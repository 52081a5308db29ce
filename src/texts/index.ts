/** All text on screen, in every language. */
export type { PlainTextKey, TextKey } from "./catalogue.ts";
export { catalogues, chooseLanguage, type Language, languages, preferredLanguage } from "./languages.ts";
export { errorText, messageText } from "./messages.ts";
export {
  currentLanguage,
  formatDay,
  formatNumber,
  keyText,
  onLanguageChange,
  setLanguage,
  t,
  withKey,
} from "./texts.ts";

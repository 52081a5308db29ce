import { createInstance } from "i18next";
import type { TextKey, TextValues } from "./catalogue.ts";
import { english } from "./en/index.ts";
import { catalogues, type Language, languages } from "./languages.ts";

/** A separate instance, since the host may use i18next itself. */
const i18next = createInstance();
void i18next.init({
  lng: "en",
  fallbackLng: false,
  supportedLngs: languages,
  initAsync: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  resources: Object.fromEntries(
    languages.map((language) => [language, { translation: catalogues[language].texts }]),
  ),
});
const { formatter } = i18next.services;
formatter?.add("time", (at: Date) => formatTime(at));
formatter?.add("list", (items: readonly string[]) =>
  new Intl.ListFormat(locale(), { type: "unit", style: "short" }).format(items),
);
formatter?.add("and", (items: readonly string[]) => new Intl.ListFormat(locale()).format(items));
formatter?.add("or", (items: readonly string[]) =>
  new Intl.ListFormat(locale(), { type: "disjunction" }).format(items),
);
formatter?.add("date", (at: Date) => at.toLocaleDateString(locale()));

/**
 * A text in the page's language.
 * @param values inserted as plain text, never as HTML.
 */
export function t<Key extends TextKey>(key: Key, ...[values]: TextValues<Key>): string {
  // Cached, since the screen is rendered often and most of its hundreds of texts have no placeholders.
  if (values === undefined) return once(`text ${key}`, () => i18next.t(key));
  return i18next.t(key, values as Record<string, unknown>);
}

export function currentLanguage(): Language {
  return i18next.language as Language;
}

/** Switches the page's only language; everything on screen is rendered again. */
export function setLanguage(language: Language): void {
  if (language !== currentLanguage()) void i18next.changeLanguage(language);
}

/** Calls the listener when the language changes; returns a function that removes it. */
export function onLanguageChange(listener: () => unknown): () => void {
  i18next.on("languageChanged", listener);
  return () => i18next.off("languageChanged", listener);
}

/** A number with a fixed number of decimals in the language's format: "37.2", "37,2"; with a real minus sign. */
export function formatNumber(value: number, decimals: number): string {
  const format = once(
    `number ${decimals}`,
    () =>
      new Intl.NumberFormat(locale(), {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
        useGrouping: false,
        signDisplay: "negative",
      }),
  );
  return format.format(value).replace("-", "−");
}

/** A date that cannot be misread: "7 Jun 2024", in German "07.06.2024". */
export function formatDay(day: Date): string {
  return once("day", () => new Intl.DateTimeFormat(locale(), { dateStyle: "medium" })).format(day);
}

/** As 08:15. */
function formatTime(at: Date): string {
  return once("time", () => new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" })).format(
    at,
  );
}

/** Formats and texts cached for the page's language: creating a format takes longer than using it a hundred times. */
const made = new Map<string, unknown>();
i18next.on("languageChanged", () => made.clear());

function once<Made>(key: string, make: () => Made): Made {
  const known = made.get(key) as Made | undefined;
  if (known !== undefined) return known;
  const fresh = make();
  made.set(key, fresh);
  return fresh;
}

function locale(): string {
  return catalogues[currentLanguage()].locale;
}

type KeyName = keyof typeof english.keyNames;

const arrows = { Up: "↑", Down: "↓", Left: "←", Right: "→" };

/** Names of keys on a keyboard of the language: "Ctrl+Shift+Z" is "Strg+Umschalt+Z" in German. */
export function keyText(keys: string): string {
  const withSigns = keys.replace(
    /(Page|Arrow)(Up|Down|Left|Right)/g,
    (_, key: string, to: keyof typeof arrows) => (key === "Page" ? `Page ${arrows[to]}` : arrows[to]),
  );
  return withSigns.replace(/[A-Z][a-z]+/g, (name) => (isKeyName(name) ? t(`keyNames.${name}`) : name));
}

/** A title with its shortcut. */
export function withKey(title: string, keys: string): string {
  return `${title} (${keyText(keys)})`;
}

function isKeyName(name: string): name is KeyName {
  return name in english.keyNames;
}

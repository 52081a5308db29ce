import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { AutosegError } from "../../../src/errors.ts";
import {
  catalogues,
  chooseLanguage,
  currentLanguage,
  errorText,
  formatDay,
  formatNumber,
  keyText,
  languages,
  onLanguageChange,
  setLanguage,
  t,
} from "../../../src/texts/index.ts";
import { listFiles, readText } from "../import-graph.ts";

type Group = { readonly [name: string]: string | Group };

/** Every text of a catalogue under its path, "study.none". */
function leaves(group: Group, path = ""): [path: string, text: string][] {
  return Object.entries(group).flatMap(([name, value]) =>
    typeof value === "string" ? [[path + name, value] as [string, string]] : leaves(value, `${path}${name}.`),
  );
}

const english = leaves(catalogues.en.texts);
const withoutForm = (path: string): string => path.replace(/_(zero|one|two|few|many|other)$/, "");
const placeholders = (text: string): string[] => (text.match(/\{\{.*?\}\}/g) ?? []).sort();
const others = languages.filter((language) => language !== "en");

afterEach(() => setLanguage("en"));

describe.each(others)("the catalogue in %s", (language) => {
  const texts = new Map(leaves(catalogues[language].texts));

  test("has the texts of the English one, and no other", () => {
    // A language may have more plural forms.
    const names = (paths: Iterable<string>) => [...new Set([...paths].map(withoutForm))].sort();
    expect(names(texts.keys())).toEqual(names(english.map(([path]) => path)));
  });

  test("puts the same values in", () => {
    for (const [path, text] of english)
      expect(placeholders(texts.get(path)!), path).toEqual(placeholders(text));
  });

  test("is translated", () => {
    const hasWords = (text: string): boolean => /\p{L}{3}/u.test(text.replace(/\{\{.*?\}\}/g, ""));
    const same = english.filter(([path, text]) => texts.get(path) === text && hasWords(text));
    expect(same.map(([, text]) => text).filter((text) => !isName.test(text))).toEqual([]);
  });
});

/** What is called the same in every language, and the English SNOMED CT terms that are searched. */
const isName =
  /^(Abdomen|Alt|Axial|Sagittal|DICOM-SEG|Dice|HD95, mm|Median|Name|NIfTI|NRRD|RTSTRUCT|Segment|Segment \{\{number, number\}\}|STL|PET|Hot iron|Hot metal blue|SUV|SUV 4|SUVmax .*|Status|spleen, .*)$/i;

describe.each(languages)("texts in %s", (language) => {
  test("have all plural forms of the language", () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const paths = new Set(leaves(catalogues[language].texts).map(([path]) => path));
    const plurals = [...paths].filter((path) => /_(zero|one|two|few|many|other)$/.test(path));
    expect(plurals.length).toBeGreaterThan(0);
    for (const path of plurals)
      for (const category of pluralCategories)
        expect(paths, path).toContain(path.replace(/_[a-z]+$/, `_${category}`));
  });

  test("say something, without a space at either end or two in a row", () => {
    for (const [path, text] of leaves(catalogues[language].texts))
      expect(text.replace(/\n$/, ""), path).toMatch(/^\S(?!.* {2}).*\S$|^\S$/s);
  });
});

test("an error says what its code means, then its own message", () => {
  const error = new AutosegError("busy", "The model is running.", { with: "run" });
  expect(errorText(error)).toBe("The model is running.");
  setLanguage("de");
  expect(errorText(error)).toMatch(/^Es wird gerade bearbeitet, .* \(The model is running\.\)$/);
  expect(errorText(new Error("No such file"))).toBe("No such file");
  expect(errorText("odd")).toBe("odd");
});

test("every text of the catalogue is said somewhere", () => {
  const source = listFiles("src")
    .filter((path) => !/^src\/texts\/(en|de)\//.test(path))
    .map(readText)
    .join("\n");
  const keys = new Set([...source.matchAll(/"([\w.-]+)"/g)].map(([, key]) => key!));
  // A key with a part that is put in, `planes.${plane}`, says all that the part can be.
  const patterns = [...source.matchAll(/`((?:[\w.-]|\$\{[^`{}]*\})+)`/g)].map(
    ([, key]) =>
      new RegExp(
        `^${key!
          .split(/\$\{[^}]*\}/)
          .map((part) => part.replaceAll(".", "\\."))
          .join("[^.]+")}$`,
      ),
  );
  const unsaid = english
    .map(([path]) => withoutForm(path))
    .filter((path) => !keys.has(path) && !patterns.some((pattern) => pattern.test(path)));
  expect(unsaid).toEqual([]);
});

describe("a text", () => {
  test("is said in the language of the page, with its numbers, lists and plurals", () => {
    const at = new Date(2026, 10, 28, 8, 15);
    expect(t("library.images", { count: 1 })).toBe("1 image");
    expect(t("library.images", { count: 12345 })).toBe("12,345 images");
    expect(t("steps.grow", { label: "Liver", mm: 2.5 })).toBe("grow Liver by 2.5 mm");
    expect(t("study.openedSegmentation", { name: "a.dcm", labels: ["Liver", "Spleen", "Aorta"] })).toBe(
      "Opened a.dcm: Liver, Spleen, Aorta.",
    );
    expect(t("autosave.savedAt", { at })).toBe("Saved in this browser at 08:15");
    setLanguage("de");
    expect(t("library.images", { count: 1 })).toBe("1 Bild");
    expect(t("library.images", { count: 12345 })).toBe("12.345 Bilder");
    expect(t("steps.grow", { label: "Liver", mm: 2.5 })).toBe("Liver um 2,5 mm vergrößern");
    expect(t("autosave.savedAt", { at })).toBe("In diesem Browser gespeichert um 08:15");
  });

  test("takes what is put in as it is: a file's name is neither markup, nor a text to look up", () => {
    const name = "<b>$t(common.cancel)</b> {{volume}} $& &amp;";
    expect(t("exporting.done", { name })).toBe(`Exported ${name}.`);
  });
});

test("what a screen says again and again is set up once", () => {
  const { NumberFormat, DateTimeFormat } = Intl;
  let made = 0;
  const counted = <Format extends object>(format: Format): Format =>
    new Proxy(format, {
      construct(target, given) {
        made++;
        return Reflect.construct(target as never, given);
      },
    });
  Intl.NumberFormat = counted(NumberFormat);
  Intl.DateTimeFormat = counted(DateTimeFormat);
  onTestFinished(() => {
    Object.assign(Intl, { NumberFormat, DateTimeFormat });
  });
  const day = new Date(2024, 5, 7);
  const said = () => [t("common.cancel"), formatNumber(1.5, 7), formatDay(day)];
  expect([said(), said(), said()]).toEqual(Array(3).fill(["Cancel", "1.5000000", "7 Jun 2024"]));
  expect(made).toBe(2);
  setLanguage("de");
  expect([said(), said()]).toEqual(Array(2).fill(["Abbrechen", "1,5000000", "07.06.2024"]));
  expect(made).toBe(4);
});

test("numbers have the decimal mark and the minus sign of the language", () => {
  expect(formatNumber(1482.25, 1)).toBe("1482.3");
  expect(formatNumber(-0.04, 1)).toBe("0.0");
  setLanguage("de");
  expect(formatNumber(37.25, 2)).toBe("37,25");
  expect(formatNumber(-120, 0)).toBe("−120");
});

test("keys are called as they stand on the keyboards of the language", () => {
  expect(["Ctrl+Shift+Z", "Home End", "+", "1 – 9"].map(keyText)).toEqual([
    "Ctrl+Shift+Z",
    "Home End",
    "+",
    "1 – 9",
  ]);
  setLanguage("de");
  expect(["Ctrl+Shift+Z", "Home End", "Page ↑ ↓", "B"].map(keyText)).toEqual([
    "Strg+Umschalt+Z",
    "Pos1 Ende",
    "Bild ↑ ↓",
    "B",
  ]);
});

describe("the language", () => {
  test.each([
    { tags: ["de-AT", "en"], language: "de" },
    { tags: [undefined, null, "fr-FR", "DE"], language: "de" },
    { tags: ["fr", "en-GB", "de"], language: "en" },
    { tags: ["toString", ""], language: "en" },
    { tags: [], language: "en" },
  ])("is $language for $tags", ({ tags, language }) => expect(chooseLanguage(tags)).toBe(language));

  test("tells those who listen when it is another, and only then", () => {
    const heard: string[] = [];
    const stop = onLanguageChange(() => heard.push(currentLanguage()));
    setLanguage("de");
    setLanguage("de");
    setLanguage("en");
    stop();
    setLanguage("de");
    expect(heard).toEqual(["de", "en"]);
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are sources with templates in them.
import { afterEach, describe, expect, test } from "vitest";
import { AutosegError } from "../../../src/errors.ts";
import { catalogues, errorText, messageText, setLanguage } from "../../../src/texts/index.ts";
import { messagesIn, messagesOnScreen } from "./messages-in-source.ts";

const onScreen = messagesOnScreen();
const placeholders = (text: string): string[] => text.match(/(?<=\{\{)\d+/g) ?? [];

afterEach(() => setLanguage("en"));

describe("messages of the library", () => {
  const { messages } = catalogues.de;

  test("are all in the German catalogue", () => {
    const missing = [...onScreen].filter(([message]) => !(message in messages));
    expect(missing.map(([message, path]) => `${path}: ${message}`)).toEqual([]);
  });

  test("are all said somewhere", () => {
    expect(Object.keys(messages).filter((message) => !onScreen.has(message))).toEqual([]);
  });

  test("have nothing put in that the English does not have", () => {
    for (const [message, translation] of Object.entries(messages))
      expect(placeholders(message), message).toEqual(expect.arrayContaining(placeholders(translation)));
  });
});

describe("a message in German", () => {
  test.each([
    {
      message: '"liver.dcm" cannot be read: its frame header is truncated. Copy or download the file again.',
      german:
        '"liver.dcm" kann nicht gelesen werden: Ihr Frame-Header ist abgeschnitten. Kopieren oder laden Sie die Datei erneut.',
    },
    {
      message:
        "Slice 41 is missing: slices are 2.5 mm apart, but 5.0 mm between slices 40 and 42. Load the whole series.",
      german:
        "Schicht 41 fehlt: Der Schichtabstand ist 2.5 mm, zwischen den Schichten 40 und 42 aber 5,0 mm. Laden Sie die ganze Serie.",
    },
    { message: "WebAssembly, 2 threads", german: "WebAssembly, 2 Threads" },
    {
      message: "The segment has no label. Enter one.",
      german: "Das Segment hat keinen Namen. Geben Sie einen ein.",
    },
    {
      message: "it is empty It is said nowhere.",
      german: "it is empty It is said nowhere.",
    },
    {
      message: "The series has no images. Not opened: acquisition 1.",
      german: "Die Serie hat keine Bilder. Nicht geöffnet: acquisition 1.",
    },
  ])("$message", ({ message, german }) => {
    expect(messageText(message)).toBe(message);
    setLanguage("de");
    expect(messageText(message)).toBe(german);
  });

  test("takes the place of an error's own, without the meaning of its code before it", () => {
    setLanguage("de");
    const error = new AutosegError("not-open", "The pane shows no volume yet.", { needed: "volume" });
    expect(errorText(error)).toBe("Die Ansicht zeigt noch kein Volumen.");
  });

  test("takes what is put in as it is: a name with dollar signs and braces", () => {
    setLanguage("de");
    expect(messageText("$& {{2}} is an empty file.")).toBe("$& {{2}} ist eine leere Datei.");
  });
});

describe("messages in a source", () => {
  test.each([
    ["a string", 'fail("it has no pixels")', ["it has no pixels"]],
    ["a template", "fail(`it has ${count} frames of ${size}`)", ["it has {{1}} frames of {{2}}"]],
    ["a sum", 'fail("it has " + "no pixels " + `of ${size}`)', ["it has no pixels of {{1}}"]],
    [
      "a message within one",
      'fail(`it has ${a ? "no pixels" : "b"} here now`)',
      ["it has {{1}} here now", "no pixels"],
    ],
    ["names for programs", 'import "two words"; t("two words"); const a: "two words" = b;', []],
  ])("%s", (_, source, found) => expect(messagesIn(source, "a.ts")).toEqual(found));
});

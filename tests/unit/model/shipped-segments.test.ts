import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadModel, type ModelManifest } from "../../../src/model/index.ts";
import { isPromptedManifest } from "../../../src/model/prompted-manifest.ts";
import { categories, findTerm, lateralities } from "../../../src/terminology/index.ts";

const root = join(import.meta.dirname, "..", "..", "..", "models");
const names = readdirSync(root)
  .filter((name) => existsSync(join(root, name, "manifest.json")))
  .filter((name) => !isPromptedManifest(JSON.parse(readFileSync(join(root, name, "manifest.json"), "utf8"))));

/** Codes as PS3.16 lists them: whoever reads a DICOM-SEG of a shipped model must find the organ and its side. */
describe.each(names)("segments of %s", (name) => {
  const segmentsOf = async (): Promise<ModelManifest["segments"]> =>
    (await loadModel(join(root, name))).manifest.segments;

  test("have the meanings that are listed for their codes", async () => {
    for (const { type, category } of await segmentsOf()) {
      expect(categories).toContainEqual(category);
      expect(findTerm(type.codeValue)?.type ?? type).toEqual(type);
    }
  });

  test("have a side where the label names one and the term does not", async () => {
    for (const { label, type, typeModifier } of await segmentsOf()) {
      const side = /^(Right|Left)\b/.exec(label)?.[1];
      if (side && !type.codeMeaning.startsWith(side)) {
        expect(typeModifier, label).toEqual(lateralities.find(({ codeMeaning }) => codeMeaning === side));
      } else {
        expect(typeModifier, label).toBeUndefined();
      }
    }
  });

  test("have labels, colours and codes of their own", async () => {
    const segments = await segmentsOf();
    for (const keyOf of [
      ({ label }: (typeof segments)[number]) => label,
      ({ color }: (typeof segments)[number]) => color.join(),
      ({ type, typeModifier }: (typeof segments)[number]) => `${type.codeValue} ${typeModifier?.codeValue}`,
    ])
      expect(new Set(segments.map(keyOf)).size).toBe(segments.length);
  });
});

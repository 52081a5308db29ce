import { describe, expect, test } from "vitest";
import { findTerm, lateralities, searchSidedTerms, searchTerms } from "../../../src/terminology/index.ts";
import { listTerms } from "../../../src/terminology/terms.ts";

describe("the terms", () => {
  test("are many, each once, with a category", () => {
    const terms = listTerms();
    expect(terms.length).toBeGreaterThan(1000);
    expect(new Set(terms.map(({ type }) => type.codeValue)).size).toBe(terms.length);
    expect(terms.filter(({ category }) => category === undefined)).toEqual([]);
    for (const { type } of terms) expect(type.codeMeaning.length).toBeLessThanOrEqual(64);
  });

  test("have the codes of the standard", () => {
    expect(findTerm("10200004")!.type.codeMeaning).toBe("Liver");
    expect(findTerm("108369006")!.category.codeValue).toBe("49755003");
    expect(findTerm("1")).toBeUndefined();
    expect(lateralities.map(({ codeMeaning }) => codeMeaning)).toContain("Left");
  });
});

describe("a search", () => {
  test.each([
    { query: "liver", first: "Liver" },
    { query: "LIV", first: "Liver" },
    { query: "kidney", first: "Kidney" },
    { query: "kidneys", first: "Kidney" },
    { query: "oesophagus", first: "Esophagus" },
    { query: "gall bladder", first: "Gallbladder" },
    { query: "tumour", first: "Neoplasm" },
    { query: "lv", first: "Left ventricle" },
    { query: "ventricle left", first: "Left ventricle" },
    { query: "IVC", first: "Inferior vena cava" },
    { query: "lymph nodes", first: "Lymph Node" },
    { query: "64033007", first: "Kidney" },
  ])("for $query finds $first first", ({ query, first }) => {
    expect(searchTerms(query)[0]?.type.codeMeaning).toBe(first);
  });

  test("finds what every word is in, and nothing for nothing", () => {
    for (const { type } of searchTerms("renal vein")) expect(type.codeMeaning).toMatch(/vein|venous/i);
    expect(searchTerms("  ")).toEqual([]);
    expect(searchTerms("xyzzy")).toEqual([]);
  });

  test("keeps to categories and to a number", () => {
    const found = searchTerms("le", { categories: ["49755003"], limit: 3 });
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThanOrEqual(3);
    expect(new Set(found.map(({ category }) => category.codeValue))).toEqual(new Set(["49755003"]));
  });
});

describe("a side among the words", () => {
  test.each([
    ["left kidney", "Kidney", "Left"],
    ["Lung right", "Lung", "Right"],
    ["left ventricle", "Left ventricle", undefined],
    ["left kid", "Kidney", "Left"],
    ["metastasis", "Neoplasm, Secondary", undefined],
    ["metastases", "Neoplasm, Secondary", undefined],
    ["spleen", "Spleen", undefined],
  ])("%s", (query, meaning, side) => {
    const found = searchSidedTerms(query);
    expect(found[0]?.type.codeMeaning).toBe(meaning);
    expect(found[0]?.side?.codeMeaning).toBe(side);
  });

  test("without anything else finds nothing", () => {
    expect(searchSidedTerms("qwertz left")).toEqual([]);
  });
});

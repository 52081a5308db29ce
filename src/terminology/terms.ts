import { type Code, sct } from "../volume/index.ts";
import { snomedTerms } from "./snomed-terms.ts";
import { expand, synonymsOf } from "./synonyms.ts";

/** A coded term for a segment. */
export interface Term {
  /** SegmentedPropertyTypeCodeSequence. */
  readonly type: Code;
  /** SegmentedPropertyCategoryCodeSequence. */
  readonly category: Code;
}

/**
 * Categories of segments (PS3.16 CID 7150). The code for Anatomical Structure is the one that dcmqi, 3D Slicer and
 * TotalSegmentator write and everybody reads; since 2019 the context group has listed (91723000, SCT) instead.
 */
export const categories: readonly Code[] = [
  sct("123037004", "Anatomical Structure"),
  sct("49755003", "Morphologically Abnormal Structure"),
  sct("85756007", "Tissue"),
  sct("91720002", "Body Substance"),
  sct("105590001", "Substance"),
  sct("260787004", "Physical object"),
  sct("246464006", "Function"),
  sct("309825002", "Spatial and Relational Concept"),
];

/** Lateralities, for the modifier of a type or an anatomic region (PS3.16 CID 244). */
export const lateralities: readonly Code[] = [
  sct("24028007", "Right"),
  sct("7771000", "Left"),
  sct("51440002", "Bilateral"),
  sct("66459002", "Unilateral"),
];

interface Entry extends Term {
  readonly words: readonly string[];
}

let entries: readonly Entry[] | undefined;

/** All terms in alphabetical order, parsed on first use. */
export function listTerms(): readonly Entry[] {
  entries ??= snomedTerms
    .trim()
    .split("\n")
    .map((line) => {
      const [value, category, meaning] = line.split("|") as [string, string, string];
      return {
        type: sct(value, meaning),
        category: categories.find(({ codeValue }) => codeValue === category)!,
        words: toWords(meaning),
      };
    });
  return entries;
}

/** The term of a SNOMED CT code; undefined if the context groups do not list it. */
export function findTerm(codeValue: string): Term | undefined {
  const found = listTerms().find(({ type }) => type.codeValue === codeValue);
  return found && { type: found.type, category: found.category };
}

interface SearchTermsOptions {
  /** Code values of the categories to search in; all of them if left out. */
  readonly categories?: readonly string[];
  /** 20 if left out. */
  readonly limit?: number;
}

/**
 * The terms that match a search, best first. Each word must be a word of the term or its beginning, in any order; synonyms
 * (renal, kidney; tumour, neoplasm) score lower. A code value finds its term.
 */
export function searchTerms(query: string, options: SearchTermsOptions = {}): Term[] {
  const { limit = 20 } = options;
  const words = expand(toWords(query)).map((word) => ({ word, synonyms: synonymsOf(word) }));
  if (words.length === 0) return [];
  return listTerms()
    .filter(({ category }) => options.categories?.includes(category.codeValue) ?? true)
    .map((entry) => ({ entry, score: scoreOf(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort(
      (a, b) =>
        b.score - a.score ||
        a.entry.words.length - b.entry.words.length ||
        a.entry.type.codeMeaning.localeCompare(b.entry.type.codeMeaning, "en"),
    )
    .slice(0, limit)
    .map(({ entry: { type, category } }) => ({ type, category }));
}

/** 0 if a word is missing; higher for whole words than for prefixes, and for terms without other words. */
function scoreOf(
  { type, words }: Entry,
  wanted: readonly { readonly word: string; readonly synonyms: readonly string[] }[],
): number {
  if (wanted.length === 1 && type.codeValue === wanted[0]!.word) return 100;
  let score = 0;
  for (const { word, synonyms } of wanted) {
    const own = matchOf(word, words);
    const other = Math.max(0, ...synonyms.map((synonym) => matchOf(synonym, words)));
    if (own === 0 && other === 0) return 0;
    score += Math.max(own, 0.7 * other);
  }
  return (score / wanted.length) * (1 + wanted.length / (wanted.length + words.length));
}

/** 3 for the first word of the term, 2 for another, 1 for a prefix. */
function matchOf(word: string, words: readonly string[]): number {
  const index = words.indexOf(word);
  if (index >= 0) return index === 0 ? 3 : 2;
  return words.some((other) => other.startsWith(word)) ? 1 : 0;
}

/** Lower case, without accents and plural s. */
function toWords(text: string): string[] {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
    word.length > 3 && /[^su]s$/.test(word) ? word.slice(0, -1) : word,
  );
}

/** A matching term, with a laterality in the search that the term itself does not include. */
export interface SidedTerm extends Term {
  readonly side: Code | undefined;
}

/**
 * Like {@link searchTerms}, but one word may be a laterality: "left kidney" finds the kidney, with Left. Exact matches come
 * first ("left ventricle", then "ventricle" with Left), before terms with more words.
 */
export function searchSidedTerms(query: string, options: SearchTermsOptions = {}): SidedTerm[] {
  const { limit = 20 } = options;
  const whole = searchTerms(query, options).map((term): SidedTerm => ({ ...term, side: undefined }));
  const words = query.trim().toLowerCase().split(/\s+/);
  const side = lateralities.find(({ codeMeaning }) => words.includes(codeMeaning.toLowerCase()));
  if (!side) return whole;
  const others = words.filter((word) => word !== side.codeMeaning.toLowerCase()).join(" ");
  const sided = searchTerms(others, options).map((term): SidedTerm => ({ ...term, side }));
  const isCalled = (name: string, { type }: Term): boolean => type.codeMeaning.toLowerCase() === name;
  const first = [
    ...whole.filter((term) => isCalled(words.join(" "), term)),
    ...sided.filter((term) => isCalled(others, term)),
  ];
  return [...first, ...[...whole, ...sided].filter((term) => !first.includes(term))].slice(0, limit);
}

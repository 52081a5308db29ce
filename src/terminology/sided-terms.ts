import type { Code } from "../volume/index.ts";
import { lateralities, type SearchTermsOptions, searchTerms, type Term } from "./terms.ts";

/** A matching term, with the side in the search that the term itself does not contain. */
export interface SidedTerm extends Term {
  readonly side: Code | undefined;
}

/**
 * Like {@link searchTerms}, but one word may be a side: "left kidney" finds the kidney, with Left. Exact
 * matches come first ("left ventricle", then "ventricle" with Left), before terms with more words.
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

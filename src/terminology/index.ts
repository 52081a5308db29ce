/** SNOMED CT terms for segments, to search by words. */
export { type SidedTerm, searchSidedTerms } from "./sided-terms.ts";
export { categories, findTerm, lateralities, listTerms, searchTerms, type Term } from "./terms.ts";

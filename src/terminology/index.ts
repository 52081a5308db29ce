/** SNOMED CT terms for segments, to search by words. */
export {
  categories,
  findTerm,
  lateralities,
  type SidedTerm,
  searchSidedTerms,
  searchTerms,
  type Term,
} from "./terms.ts";

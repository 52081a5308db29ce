import { searchTerms } from "../terminology/index.ts";
import { UsageError } from "./parse-command.ts";
import { printLine } from "./terminal.ts";

/** `autoseg terms`: lists the codes for what a segment shows. */
export const termsCommand = {
  usage: "WORD…",
  run: runTerms,
};

async function runTerms(words: readonly string[]): Promise<void> {
  if (words.length === 0) throw new UsageError("Give the words to search for.");
  const terms = searchTerms(words.join(" "));
  for (const { type, category } of terms)
    printLine(
      `${type.codingSchemeDesignator} ${type.codeValue}  ${type.codeMeaning} (${category.codeMeaning})`,
    );
  if (terms.length === 0) printLine(`No term has the words "${words.join(" ")}".`);
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** A TypeScript block in a page of the documentation. */
export interface CodeBlock {
  /** Path of the page from the project's root: "docs/editing.md". */
  readonly page: string;
  /** Line of the page where the code begins, counted from 1. */
  readonly lineNumber: number;
  readonly code: string;
  /** Needs a browser or a server, so it is compiled but not run. */
  readonly isCheckOnly: boolean;
}

/** All blocks that begin with "```ts" or "```ts check-only". */
export function readCodeBlocks(): CodeBlock[] {
  const pages = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)];
  return pages
    .filter((page) => page.endsWith(".md"))
    .flatMap((page) => {
      const text = readFileSync(join(root, page), "utf8");
      return [...text.matchAll(/^```ts( check-only)?\n([\s\S]*?)^```$/gm)].map(
        ({ index, 1: mark, 2: code }) => ({
          page,
          lineNumber: text.slice(0, index).split("\n").length + 1,
          code: code!,
          isCheckOnly: mark !== undefined,
        }),
      );
    });
}

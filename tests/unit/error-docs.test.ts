import { describe, expect, test } from "vitest";
import { errorDocsPath, renderErrorDocs } from "../../scripts/error-docs.ts";
import { listFiles, readText } from "./import-graph.ts";

const source = readText("src/errors.ts");
const codes = [...renderErrorDocs(source).matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code!);

describe("docs/errors.md", () => {
  test("is what `npm run -s docs:errors` makes of src/errors.ts", () => {
    expect(readText(errorDocsPath)).toBe(renderErrorDocs(source));
  });

  test("has every code that is thrown, and none that is not", () => {
    const texts = listFiles("src").map(readText);
    const thrown = texts.flatMap((text) =>
      [...text.matchAll(/new AutosegError\(\s*"([a-z-]+)"/g)].map(([, code]) => code!),
    );
    expect([...new Set(thrown)].sort()).toEqual([...codes].sort());
  });

  test("lists fields, and the comment of each code", () => {
    const page = renderErrorDocs(`export interface AutosegErrorDetails {
  /** No code. */
  plain: Record<string, never>;
  /**
   * Two lines
   * of text.
   */
  "with-fields": {
    readonly url: string;
    readonly all: readonly { readonly a: string; readonly b: "x" | "y" }[];
  };
}
`);
    expect(page).toContain("| `plain` | none | No code. |");
    expect(page).toContain(
      '| `with-fields` | `url: string`, `all: { a: string; b: "x" \\| "y" }[]` | Two lines of text. |',
    );
  });

  test("cannot be made where a code has no comment", () => {
    expect(() => renderErrorDocs("export interface AutosegErrorDetails {\n  bare: { a: 1 };\n}")).toThrow(
      "The error code bare has no comment",
    );
  });
});

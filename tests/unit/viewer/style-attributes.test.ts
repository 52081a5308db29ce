import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");

test.each(["src", "docs/examples"])(
  "no template of %s has a style attribute, which the page's policy would refuse",
  (folder) => {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
    const sources = names.filter((name) => /\.(ts|html)$/.test(name) && !name.endsWith("styled.ts"));
    const wrong = sources.filter((name) =>
      /[\s"]style=|styleMap\(/.test(readFileSync(join(root, folder, name), "utf8")),
    );
    expect(wrong).toEqual([]);
  },
);

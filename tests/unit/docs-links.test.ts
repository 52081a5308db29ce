import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkLinks } from "../../scripts/docs/check-links.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A site of these pages, on which each link is followed. */
function check(pages: Readonly<Record<string, string>>): () => void {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-site-"));
  folders.push(folder);
  for (const [name, html] of Object.entries(pages)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), html);
  }
  return () => checkLinks(folder);
}

test("links to pages, headings, folders and files that there are pass, and so do other sites", () => {
  const pages = {
    "index.html": '<a href="/guide/"></a><a href="guide/one"></a><a href="./guide/one.html#a-heading"></a>',
    "guide/index.html": '<a href="one.html"></a><a href="../index.html"></a><img src="/picture.png">',
    "guide/one.html":
      '<h2 id="a-heading"></h2><a href="#a-heading"></a><a href="https://example.org/x"></a><a href="mailto:a@example.org"></a>',
    "picture.png": "",
  };
  expect(check(pages)).not.toThrow();
});

test.each([
  ['<a href="/missing.html"></a>', /index\.html: \/missing\.html leads to no page/],
  ['<a href="missing/"></a>', /missing\/ leads to no page/],
  ['<img src="missing.png">', /missing\.png leads to no page/],
  ['<a href="other.html#nowhere"></a>', /other\.html#nowhere leads to no heading/],
  ['<a href="#nowhere"></a>', /#nowhere leads to no heading/],
  [
    '<link rel="stylesheet" href="https://fonts.example.org/a.css">',
    /https:\/\/fonts.* is loaded from another site/,
  ],
  ['<script src="//cdn.example.org/a.js"></script>', /cdn.* is loaded from another site/],
])("%s is found", (html, says) => {
  expect(check({ "index.html": html, "other.html": '<h2 id="here"></h2>' })).toThrow(says);
});

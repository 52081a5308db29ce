import { readFileSync } from "node:fs";
import { defineConfig } from "vitepress";
import { classesForStyles } from "./classes-for-styles.ts";

/** What scripts/docs writes beside the pages: the navigation of those that there are. */
const navigation = JSON.parse(readFileSync(new URL("../.staged/navigation.json", import.meta.url), "utf8"));
const styles = classesForStyles();

export default defineConfig({
  srcDir: ".staged/pages",
  outDir: "dist",
  cacheDir: ".staged/cache",
  title: "Autoseg",
  description:
    "Segmentation of CT and MR in the browser: viewer, Cornerstone3D extension, library, command line",
  lang: "en",
  base: process.env.DOCS_BASE ?? "/",
  head: [["link", { rel: "icon", href: `${process.env.DOCS_BASE ?? "/"}icon.svg`, type: "image/svg+xml" }]],
  // The server of `npm run docs` and most others look for the file that is named.
  cleanUrls: false,
  ignoreDeadLinks: false,
  metaChunk: true,
  markdown: {
    theme: { light: "github-light", dark: "github-dark" },
    languageAlias: { caddy: "nginx", csp: "text" },
    codeTransformers: [styles.transformer],
  },
  themeConfig: {
    logo: "/icon.svg",
    outline: { level: [2, 3] },
    search: { provider: "local" },
    nav: navigation.nav,
    sidebar: navigation.sidebar,
    docFooter: { prev: "Previous", next: "Next" },
    footer: { message: "For research use only. Not a medical device." },
  },
  buildEnd: ({ outDir }) => styles.write(outDir),
  transformHtml: (html) => styles.link(html),
});

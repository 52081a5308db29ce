import { join } from "node:path";

export const root = join(import.meta.dirname, "..", "..");
const site = join(root, "site");

/** Where the site is made: pages as VitePress reads them, what it copies, and the result. */
export const folders = {
  site,
  staged: join(site, ".staged"),
  pages: join(site, ".staged", "pages"),
  public: join(site, ".staged", "pages", "public"),
  result: join(site, "dist"),
} as const;

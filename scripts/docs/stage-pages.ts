import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { exampleNames } from "./example-pages.ts";
import { folders, root } from "./folders.ts";

/** A page of the site: its Markdown file, and its path in the site. Both relative to their roots, with `/`. */
export interface Page {
  readonly source: string;
  readonly path: string;
  readonly title: string;
}

/** Pages outside docs. */
const elsewhere: Readonly<Record<string, string>> = {
  "README.md": "overview.md",
  "CONTRIBUTING.md": "contributing.md",
  "CHANGELOG.md": "changelog.md",
  "SECURITY.md": "security.md",
};

/**
 * Copies every page to where VitePress reads it. Pages stay readable on a code host; only their links change: one to a file
 * that is not a page leads to a copy of that file.
 */
export function stagePages(): readonly Page[] {
  const pages = findPages();
  const paths = new Map(pages.map(({ source, path }) => [source, path]));
  for (const { source, path } of pages) {
    const text = readFileSync(join(root, source), "utf8");
    write(
      path,
      replaceLinks(text, (target) => resolveLink(target, source, path, paths)),
    );
  }
  copyFileSync(join(folders.site, "home.md"), join(folders.pages, "index.md"));
  mkdirSync(folders.public, { recursive: true });
  copyFileSync(join(root, "src", "viewer", "public", "icon.svg"), join(folders.public, "icon.svg"));
  cpSync(join(root, "docs", "pictures"), join(folders.public, "pictures"), { recursive: true });
  return pages;
}

function findPages(): Page[] {
  const inDocs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => [`docs/${name}`, name.replace(/(^|\/)README\.md$/, "$1index.md")] as const);
  const cards = readdirSync(join(root, "models"))
    .filter((name) => existsSync(join(root, "models", name, "README.md")))
    .map((name) => [`models/${name}/README.md`, `models/${name}.md`] as const);
  return [...inDocs, ...cards, ...Object.entries(elsewhere)].map(([source, path]) => ({
    source,
    path,
    title: /^# (.+)$/m.exec(readFileSync(join(root, source), "utf8"))?.[1]?.replaceAll("`", "") ?? path,
  }));
}

/** Calls `to` for the target of every link and picture outside code. */
function replaceLinks(text: string, to: (target: string) => string): string {
  return text
    .split(/(^```.*?^```$|`[^`\n]+`)/ms)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/\]\(([^)\s]+)\)/g, (_, target: string) => closeLink(to(target))),
    )
    .join("");
}

function closeLink(target: string): string {
  return target.endsWith("}") ? `](${target}` : `](${target})`;
}

function resolveLink(
  target: string,
  source: string,
  path: string,
  paths: ReadonlyMap<string, string>,
): string {
  if (/^([a-z]+:|#)/i.test(target)) return target;
  const [file = "", anchor] = target.split("#");
  const found = posix.normalize(posix.join(posix.dirname(source), file));
  const page = paths.get(found) ?? paths.get(posix.join(found, "README.md")) ?? examplePage(found);
  const suffix = anchor === undefined ? "" : `#${anchor}`;
  if (page !== undefined) return `${toRelative(page, path)}${suffix}`;
  const full = join(root, found);
  if (!existsSync(full)) throw new Error(`${source} links to ${target}, which is not there.`);
  if (statSync(full).isDirectory())
    throw new Error(`${source} links to the folder ${target}, which has no README.md.`);
  if (/\.(png|svg|jpg)$/.test(found)) {
    const picture = relative("docs", found);
    return picture.startsWith("..") ? copy(found) : `/${picture}`;
  }
  return copy(found);
}

/** The page of an example, for its source or their folder. */
function examplePage(found: string): string | undefined {
  if (found === "docs/examples") return "examples/index.md";
  const name = /^docs\/examples\/([\w-]+)\.(?:ts|tsx|html)$/.exec(found)?.[1];
  return name !== undefined && exampleNames().includes(name) ? `examples/${name}.md` : undefined;
}

/** A file of the project that is no page, as it is. */
function copy(found: string): string {
  const target = join(folders.public, "files", found);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(root, found), target);
  // Marked so, VitePress does not look for a page there.
  return `${process.env.DOCS_BASE ?? "/"}files/${found}){target="_self"}`;
}

function toRelative(page: string, from: string): string {
  const target = posix.relative(posix.dirname(from), page);
  return target.startsWith(".") ? target : `./${target}`;
}

function write(path: string, text: string): void {
  const target = join(folders.pages, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

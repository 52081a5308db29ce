import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";

/**
 * Checks every link in a built site, including anchors, and everything that its pages load. Links to other sites are
 * not followed.
 * @throws Error with the links that lead nowhere, and with what a page would load from elsewhere.
 */
export function checkLinks(folder: string): void {
  const files = new Set(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => `/${name.replaceAll("\\", "/")}`),
  );
  const pages = [...files].filter((file) => file.endsWith(".html") && !file.startsWith("/live/"));
  const anchors = new Map(pages.map((page) => [page, anchorsOf(read(folder, page))]));
  const wrong = pages.flatMap((page) =>
    linksOf(read(folder, page)).flatMap(({ kind, target }) => {
      const problem = findProblem({ kind, target, page }, files, anchors);
      return problem === undefined ? [] : [`${page}: ${target} ${problem}`];
    }),
  );
  if (wrong.length > 0)
    throw new Error(`${wrong.length} links of the site are wrong:\n${[...new Set(wrong)].join("\n")}`);
  console.log(`${pages.length} pages: all links lead somewhere.`);
}

interface Link {
  /** Whether the page loads it, or a reader may follow it. */
  readonly kind: "loads" | "links";
  readonly target: string;
}

function linksOf(html: string): Link[] {
  return [...html.matchAll(/<(\w+)\b([^>]*)>/g)].flatMap(([, tag, attributes]) =>
    [...attributes!.matchAll(/\s(href|src)="([^"]*)"/g)].map(([, , value]) => ({
      kind: tag === "a" ? ("links" as const) : ("loads" as const),
      target: value!.replaceAll("&amp;", "&").replaceAll("&#39;", "'"),
    })),
  );
}

function anchorsOf(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!));
}

function findProblem(
  { kind, target, page }: Link & { readonly page: string },
  files: ReadonlySet<string>,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  if (/^(data|mailto):/.test(target)) return undefined;
  if (/^([a-z]+:)?\/\//.test(target)) return kind === "loads" ? "is loaded from another site" : undefined;
  const [path = "", anchor] = target.split("#");
  const file =
    path === ""
      ? page
      : toFile(decodeURI(posix.resolve(posix.dirname(page), withoutBase(path))), path, files);
  if (file === undefined) return "leads to no page";
  const known = anchors.get(file);
  if (anchor === undefined || anchor === "" || known === undefined) return undefined;
  return known.has(decodeURIComponent(anchor)) ? undefined : "leads to no heading";
}

/** Addresses begin with the site's base path; its folder does not. */
function withoutBase(path: string): string {
  const base = process.env.DOCS_BASE ?? "/";
  return path.startsWith(base) ? `/${path.slice(base.length)}` : path;
}

function toFile(address: string, written: string, files: ReadonlySet<string>): string | undefined {
  const candidates = written.endsWith("/")
    ? [posix.join(address, "index.html")]
    : [address, `${address}.html`];
  return candidates.find((candidate) => files.has(candidate));
}

function read(folder: string, page: string): string {
  return readFileSync(join(folder, page), "utf8");
}

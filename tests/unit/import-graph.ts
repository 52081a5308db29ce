import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";

/** One import statement of a source file. */
export interface Import {
  /** The file it stands in, from the project's root, with `/`. */
  readonly from: string;
  /** The file it names, likewise; for a package, the package's name. */
  readonly to: string;
  readonly isPackage: boolean;
  /** Started as a thread of its own (`new URL(..., import.meta.url)`, `?worker`) rather than imported. */
  readonly isWorkerEntry: boolean;
}

const root = join(import.meta.dirname, "..", "..");
const statement =
  /(?:^|[\s;}])(?:import|export)\s+(?:[^"';]*?\sfrom\s*)?["']([^"']+)["']|\bimport\s*\(\s*["']([^"']+)["']|new URL\(\s*["']([^"']+)["']\s*,\s*import\.meta\.url/g;

/** Every import in the TypeScript files under `folder`, read as text; `#name` stands for all its targets in package.json. */
export function readImports(folder: string): Import[] {
  return listFiles(folder).flatMap((from) => {
    const text = withoutComments(readFileSync(join(root, from), "utf8"));
    return [...text.matchAll(statement)].flatMap(([, plain, dynamic, url]) => {
      const specifier = (plain ?? dynamic ?? url)!;
      const isWorkerEntry = url !== undefined || specifier.endsWith("?worker");
      return resolve(from, specifier.replace(/\?.*$/, "")).map((target) => ({
        from,
        ...target,
        isWorkerEntry,
      }));
    });
  });
}

/**
 * Circles of imports between files, types included: groups in which every file leads to every other, each in the order of its
 * names (Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1, 1972). A worker that is started
 * by its file's name closes none.
 */
export function findCircles(imports: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const { from, to, isPackage, isWorkerEntry } of imports) {
    if (isPackage || isWorkerEntry) continue;
    targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const order = new Map<string, number>();
  const path: string[] = [];
  const circles: string[][] = [];
  /** The earliest file on the path that is reached from this one. */
  const visit = (file: string): number => {
    const own = order.size;
    order.set(file, own);
    path.push(file);
    let earliest = own;
    for (const target of targets.get(file) ?? []) {
      if (!order.has(target)) earliest = Math.min(earliest, visit(target));
      else if (path.includes(target)) earliest = Math.min(earliest, order.get(target)!);
    }
    if (earliest === own) {
      const group = path.splice(path.indexOf(file));
      if (group.length > 1 || targets.get(file)?.includes(file)) circles.push(group.sort());
    }
    return earliest;
  };
  for (const file of targets.keys()) if (!order.has(file)) visit(file);
  return circles;
}

/** What a file exports from others by name, as doors and public entries do. */
export function exportsOf(path: string): { readonly name: string; readonly isType: boolean }[] {
  return [...readText(path).matchAll(/^export( type)? \{([^}]*)\} from/gm)].flatMap(([, type, names]) =>
    names!
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean)
      .map((name) => ({
        name: name.replace(/^type /, "").replace(/^.* as /, ""),
        isType: type !== undefined || name.startsWith("type "),
      })),
  );
}

/** Files under `folder` whose names end in .ts, from the project's root, with `/`. */
export function listFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) =>
      relative(root, join(root, folder, name))
        .split(sep)
        .join("/"),
    )
    .filter((name) => name.endsWith(".ts") && statSync(join(root, name)).isFile())
    .sort();
}

/** True for a file of the project, named from its root. */
export function isFile(path: string): boolean {
  return existsSync(join(root, path));
}

export function readText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function resolve(from: string, specifier: string): { to: string; isPackage: boolean }[] {
  if (specifier.startsWith(".")) return [{ to: posix.join(dirname(from), specifier), isPackage: false }];
  if (specifier.startsWith("#")) {
    const { imports } = JSON.parse(readText("package.json")) as {
      imports: Record<string, Record<string, string>>;
    };
    const targets = imports[specifier];
    if (!targets) throw new Error(`${from} imports ${specifier}, which package.json does not have`);
    return Object.values(targets).map((target) => ({ to: posix.normalize(target), isPackage: false }));
  }
  const parts = specifier.split("/");
  return [{ to: specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0]!, isPackage: true }];
}

/** Comments hold example imports that are none. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

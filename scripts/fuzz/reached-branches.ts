import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { countBranches } from "./count-branches.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const global = "__branchCounts";
const mostCounters = 2 ** 17;
/** Counts are told apart by their powers of two up to this one: a loop that runs longer than ever is something new. */
const highestPower = 12;

/**
 * Loads modules whose branches are counted where they lie in `src`. (V8's own coverage answers the same question, but
 * takes milliseconds an answer.)
 */
export class ReachedBranches implements AsyncDisposable {
  readonly #counts = new Uint32Array(mostCounters);
  readonly #files = new Map<string, readonly [from: number, to: number]>();
  readonly #server = createServer({
    root,
    configFile: false,
    logLevel: "error",
    appType: "custom",
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
    plugins: [
      {
        name: "count-branches",
        enforce: "post",
        transform: (code, id) => (id.startsWith(`${root}src/`) ? this.#counted(code, id) : undefined),
      },
    ],
  });

  constructor() {
    Object.assign(globalThis, { [global]: this.#counts });
  }

  /** @param path From the project's root. */
  async load<Module>(path: string): Promise<Module> {
    return (await (await this.#server).ssrLoadModule(`${root}${path}`)) as Module;
  }

  /**
   * What has run since the last call.
   * @param covers A part of the paths of the files that are asked about: "/src/dicom/".
   * @returns numbers, each of a branch and roughly how often it was taken.
   */
  take(covers: string): Set<number> {
    const reached = new Set<number>();
    for (const [file, [from, to]] of this.#files)
      if (file.includes(covers))
        for (let counter = from; counter < to; counter++) {
          const count = this.#counts[counter]!;
          if (count > 0) reached.add((counter << 4) | Math.min(31 - Math.clz32(count), highestPower));
        }
    this.#counts.fill(0, 0, this.#counterCount);
    return reached;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#server).close();
  }

  get #counterCount(): number {
    return [...this.#files.values()].at(-1)?.[1] ?? 0;
  }

  #counted(code: string, file: string): { code: string; map: null } {
    const from = this.#counterCount;
    const counted = countBranches(code, from, global);
    const to = from + counted.counterCount;
    if (to > mostCounters) throw new Error(`There are more than ${mostCounters} branches to count.`);
    this.#files.set(file, [from, to]);
    return { code: counted.code, map: null };
  }
}

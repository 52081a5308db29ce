import { createReadStream, existsSync } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Connect, Plugin } from "vite";
import type { ModelEntry } from "../../controller/index.ts";

/** The parts of a manifest that may name weights. */
interface WithWeights {
  weights?: { file: string }[];
}

/** The weight files of a manifest, whether it describes one network, several, or a prompted one. */
function weightsFiles(manifest: {
  weights?: { file: string }[];
  network?: WithWeights;
  encoder?: WithWeights;
  decoder?: WithWeights;
  networks?: { weights: { file: string }[] }[];
  consensus?: { weights?: { file: string }[] };
}): string[] {
  const { networks = [], consensus, network, encoder, decoder } = manifest;
  const graphs: WithWeights[] = [
    manifest,
    ...networks,
    ...[consensus, network, encoder, decoder].filter((graph) => graph !== undefined),
  ];
  return graphs.flatMap(({ weights = [] }) => weights.map(({ file }) => file));
}

/** The path of a file directly in a folder; a link may lead outside. Undefined if there is none. */
async function findFile(folder: string, file: string): Promise<string | undefined> {
  const [inside, found] = await Promise.all([
    realpath(folder).catch(() => undefined),
    realpath(join(folder, file)).catch(() => undefined),
  ]);
  return inside !== undefined && found?.startsWith(`${inside}${sep}`) ? found : undefined;
}

const modelFile = /^\/models\/([a-z0-9][a-z0-9-]*)\/([\w.-]+\.(?:json|onnx))$/;

/**
 * Serves the models' folder under `/models/`, with an `index.json` made from the manifests; a build includes them. In the list
 * the models of a modality are together, those with the fewest structures first: the viewer preselects the first that fits, and
 * the most specific one leaves the least to review.
 * @param chosen names of the models to include in a build; by default all.
 */
export function serveModels(folder: string, chosen?: readonly string[]): Plugin {
  const listModels = async (): Promise<ModelEntry[]> => {
    const names = (await readdir(folder).catch(() => [])).sort();
    const entries = names
      .filter((name) => chosen?.includes(name) ?? true)
      .filter((name) => existsSync(join(folder, name, "manifest.json")))
      .map(async (name): Promise<{ entry: ModelEntry; structures: number }> => {
        const manifest = JSON.parse(await readFile(join(folder, name, "manifest.json"), "utf8"));
        const entry: ModelEntry = {
          name,
          ...(manifest.kind === "prompted" && { kind: manifest.kind }),
          title: String(manifest.title ?? name),
          architecture: String(manifest.architecture ?? ""),
          modality: String((manifest.input ?? manifest.networks?.[0]?.input)?.modality ?? ""),
          description: String(manifest.description ?? ""),
          url: `${name}/`,
        };
        return { entry, structures: manifest.segments?.length ?? 0 };
      });
    const sorted = (await Promise.all(entries)).sort(
      (a, b) => a.entry.modality.localeCompare(b.entry.modality) || a.structures - b.structures,
    );
    return sorted.map(({ entry }) => entry);
  };
  const answer: Connect.NextHandleFunction = async (request, response, next) => {
    const url = request.url?.replace(/\?.*$/, "") ?? "";
    if (url === "/models/index.json") {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(await listModels()));
      return;
    }
    const [, name, file] = modelFile.exec(url) ?? [];
    if (name === undefined || file === undefined) return next();
    const path = await findFile(join(folder, name), file);
    const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
    if (path === undefined || !found?.isFile()) {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader(
      "Content-Type",
      file.endsWith(".json") ? "application/json" : "application/octet-stream",
    );
    response.setHeader("Content-Length", found.size);
    response.setHeader("Cache-Control", "no-cache");
    createReadStream(path)
      .on("error", () => response.destroy())
      .pipe(response);
  };
  return {
    name: "autoseg-serve-models",
    configureServer: (server) => void server.middlewares.use(answer),
    async generateBundle() {
      const models = await listModels();
      this.emitFile({ type: "asset", fileName: "models/index.json", source: JSON.stringify(models) });
      for (const { name } of models) {
        const manifest = JSON.parse(await readFile(join(folder, name, "manifest.json"), "utf8"));
        for (const file of ["manifest.json", ...weightsFiles(manifest)]) {
          const path = await findFile(join(folder, name), file);
          if (path === undefined) throw new Error(`The model ${name} has no file ${file} in its folder.`);
          const source = await readFile(path);
          this.emitFile({ type: "asset", fileName: `models/${name}/${file}`, source });
        }
      }
    },
  };
}

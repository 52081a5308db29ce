import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AutosegError } from "../errors.ts";
import { createBackend, createReferenceInput, sampleReference } from "../inference/index.ts";
import {
  type AnyModel,
  checkWeightsFile,
  type GraphModel,
  loadAnyModel,
  loadWeights,
  toGraphs,
} from "../model/index.ts";
import { compareModel } from "./compare-model.ts";
import { resolveModel } from "./model-location.ts";
import { replaceFile } from "./output-file.ts";
import { UsageError } from "./parse-command.ts";
import { printLine } from "./terminal.ts";

/**
 * Logits of the same model on two processors differ only by rounding, far less than this, which is too little to change labels.
 */
const referenceTolerance = 0.01;

/** `autoseg model`: checks whether a model runs here, and writes the reference output that it is checked against. */
export const modelCommand = {
  usage:
    "check|reference NAME|MANIFEST; model compare NAME|MANIFEST --reference LABELS --source SERIES [--series UID] [--channel NAME=SERIES …] [--json]",
  run: runModel,
};

async function runModel(args: readonly string[], signal: AbortSignal): Promise<void> {
  if (args[0] === "compare") {
    await compareModel(args.slice(1), signal);
    return;
  }
  const [verb, nameOrPath, ...rest] = args;
  if ((verb !== "check" && verb !== "reference") || nameOrPath === undefined || rest.length > 0) {
    throw new UsageError('Give "check", "reference" or "compare", and a model.');
  }
  const location = await resolveModel(nameOrPath);
  const model = await loadAnyModel(location);
  if (!hasGraphs(model)) throw encoded(model.manifest.name, verb);
  if (verb === "check") await check(model);
  else await writeReference(model, location);
}

function hasGraphs(model: AnyModel): model is GraphModel {
  return !("encoder" in model.manifest);
}

/** There is no reference for the encoder and decoder of imported models. */
function encoded(name: string, verb: string): AutosegError {
  return new AutosegError(
    "invalid-argument",
    `The model ${name} is an encoder with a decoder, which "autoseg model ${verb}" does not take. Try it with "autoseg prompt".`,
    { argument: "model" },
  );
}

async function check(model: GraphModel): Promise<void> {
  const { manifest } = model;
  await checkFiles(model);
  // Opening a backend runs every graph and compares it with its reference.
  await using _ = await createBackend(model);
  const lines = toGraphs(manifest).map(({ name, input, output, reference }) => {
    const numbers = reference
      ? `its numbers agree with the manifest's reference within ${reference.tolerance}`
      : 'its manifest has no reference to hold its numbers against (write one with "autoseg model reference")';
    return `  ${name}: ${input.shape.join(" x ")} to ${output.shape.join(" x ")}; ${numbers}.`;
  });
  const segments =
    "segments" in manifest
      ? manifest.segments.map(({ label }) => label).join(", ")
      : "outlines what a user points at";
  printLine(`${manifest.name} ${manifest.version} can run: ${segments}.`);
  for (const line of lines) printLine(line);
}

/**
 * Checks every ONNX file against the manifest and prints remarks.
 * @throws AutosegError `invalid-model` with all that is wrong, `model-not-found`, `model-hash-mismatch`.
 */
async function checkFiles(model: GraphModel): Promise<void> {
  const wrong: string[] = [];
  for (const graph of toGraphs(model.manifest)) {
    for (const file of graph.weights) {
      for (const { severity, message } of checkWeightsFile(await loadWeights(model, file), graph, file)) {
        if (severity === "error") wrong.push(message);
        else printLine(`note: ${message}`);
      }
    }
  }
  if (wrong.length === 0) return;
  throw new AutosegError(
    "invalid-model",
    `The model ${model.manifest.name} does not fit its manifest. ${wrong.join(" ")}`,
    { name: model.manifest.name },
  );
}

/** Writes the reference output of every graph to the manifest, as computed on this machine's CPU. */
async function writeReference(model: GraphModel, location: string): Promise<void> {
  const path = location.endsWith(".json") ? location : join(location, "manifest.json");
  const json = JSON.parse(await readFile(path, "utf8")) as ManifestFile;
  const graphs = toGraphs(model.manifest);
  await using backend = await createBackend({ ...model, manifest: withoutReferences(model.manifest) });
  let values = 0;
  for (const graph of graphs) {
    const answer = await backend.run({ graph: graph.name, units: [createReferenceInput(graph)] });
    const sample = sampleReference(answer.units[0]!.output!);
    values += sample.indices.length;
    const entry = entryOf(json, graph.name);
    entry.reference = { tolerance: referenceTolerance, ...entry.reference, ...sample };
  }
  await replaceFile(path, `${JSON.stringify(json, null, 2)}\n`);
  printLine(`${path}: reference of ${values} values written.`);
}

function withoutReferences(manifest: GraphModel["manifest"]): GraphModel["manifest"] {
  if ("network" in manifest) return { ...manifest, network: { ...manifest.network, reference: undefined } };
  const { before, consensus } = manifest;
  return {
    ...manifest,
    before: before && {
      ...before,
      networks: before.networks.map((network) => ({ ...network, reference: undefined })),
    },
    networks: manifest.networks.map((network) => ({ ...network, reference: undefined })),
    consensus: consensus?.kind === "network" ? { ...consensus, reference: undefined } : consensus,
  };
}

interface GraphEntry {
  reference?: object;
}

/** The parts of a manifest file that contain references. */
interface ManifestFile extends GraphEntry {
  networks?: (GraphEntry & { readonly name: string })[];
  consensus?: GraphEntry;
  network?: GraphEntry;
  before?: ManifestFile;
}

function entryOf(json: ManifestFile, graph: string): GraphEntry {
  if (json.before?.networks?.some(({ name }) => name === graph)) return entryOf(json.before, graph);
  if (json.before && graph === "before") return json.before;
  if (!json.networks) return json.network ?? json;
  return json.networks.find(({ name }) => name === graph) ?? json.consensus!;
}

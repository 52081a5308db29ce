import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AutosegError } from "../errors.ts";
import { createBackend, createReferenceInput, sampleReference } from "../inference/index.ts";
import { loadModel, type Model } from "../model/index.ts";
import { resolveModel } from "./model-location.ts";
import { UsageError } from "./usage-error.ts";

/** Logits of one model on two processors differ by rounding alone: far less than this, which no label hangs on. */
const referenceTolerance = 0.01;

/** `autoseg model`: whether a model can run here, and the reference its numbers are held against. */
export const modelCommand = {
  usage: "check|reference NAME|MANIFEST",
  run: runModel,
};

async function runModel(args: readonly string[]): Promise<void> {
  const [verb, nameOrPath, ...rest] = args;
  if ((verb !== "check" && verb !== "reference") || nameOrPath === undefined || rest.length > 0) {
    throw new UsageError('Say "check" or "reference", and which model.');
  }
  const location = await resolveModel(nameOrPath);
  const model = await loadModel(location);
  if (verb === "check") await check(model);
  else await writeReference(model, location);
}

async function check(model: Model): Promise<void> {
  const { manifest } = model;
  await using backend = await createBackend(model);
  const logits = await backend.run(createReferenceInput(manifest));
  if (!logits.every(Number.isFinite)) {
    throw new AutosegError(
      "invalid-model",
      `The model ${manifest.name} gives values that are no numbers. Export it again.`,
      {
        name: manifest.name,
      },
    );
  }
  const numbers = manifest.reference
    ? `its numbers agree with the manifest's reference within ${manifest.reference.tolerance}`
    : 'its manifest has no reference to hold its numbers against (write one with "autoseg model reference")';
  process.stdout.write(
    `${manifest.name} ${manifest.version} can run: ${manifest.input.shape.join(" x ")} to ${manifest.output.shape.join(" x ")}, ` +
      `${manifest.segments.map(({ label }) => label).join(", ")}; ${numbers}.\n`,
  );
}

async function writeReference({ manifest, weights }: Model, location: string): Promise<void> {
  const { reference: _, ...withoutReference } = manifest;
  await using backend = await createBackend({ manifest: withoutReference, weights });
  const { indices, logits } = sampleReference(await backend.run(createReferenceInput(manifest)));
  const path = location.endsWith(".json") ? location : join(location, "manifest.json");
  const json = JSON.parse(await readFile(path, "utf8")) as object;
  await writeFile(
    path,
    `${JSON.stringify({ ...json, reference: { indices, logits, tolerance: referenceTolerance } }, null, 2)}\n`,
  );
  process.stdout.write(`${path}: reference of ${indices.length} logits written.\n`);
}

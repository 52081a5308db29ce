import { notesOn, readSeries, type SourceSeries } from "../dicom/index.ts";
import { type Anonymity, describeWork, writeDicomSegInParts } from "../dicom-objects/index.ts";
import { AutosegError } from "../errors.ts";
import type { Plane } from "../geometry/index.ts";
import { listWeights, loadPromptedModel, type PromptedModel } from "../model/index.ts";
import {
  checkPrompts,
  createPrompter,
  outlinedSegment,
  type Prompt,
  type PromptResult,
} from "../prompting/index.ts";
import { forEachRow, wholeBox } from "../regions/index.ts";
import { createLabelMap, type LabelMap, segmentVolumesMl } from "../volume/index.ts";
import { findInputFiles } from "./input-files.ts";
import { resolveModel } from "./model-location.ts";
import { createOutputs, forceOption } from "./output-file.ts";
import {
  anonymityOptions,
  headerOption,
  isDevice,
  listDevices,
  parseAnonymity,
  parseCommand,
  parseHeaders,
  UsageError,
} from "./parse-command.ts";
import { joinNumbers, parsePoints } from "./points.ts";
import { createProgressBar, printLine, printNote } from "./terminal.ts";

/** Names the random walker in place of a model. */
const walker = "random-walker";
const planes = ["axial", "coronal", "sagittal"] as const satisfies readonly Plane[];

/** `autoseg prompt`: outlines an object from points and boxes, and writes it to a DICOM-SEG. */
export const promptCommand = {
  usage:
    "INPUT… --model NAME|MANIFEST|random-walker (--at L,P,S | --box L,P,S,L,P,S)… [--not L,P,S]… --out FILE.dcm [--plane axial|coronal|sagittal] [--label TEXT] [--force] [--deterministic] [--anonymous [--replace-uids]] [--series UID] [--device auto|webgpu|wasm] [--header NAME:VALUE]",
  run: runPrompt,
};

async function runPrompt(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = parsePromptArgs(args);
  const { inputs, headers, out, series, prompts, label, deterministic, anonymous, device, force } = options;
  const progress = createProgressBar();
  try {
    const model =
      options.model === walker ? undefined : await loadPromptedModel(await resolveModel(options.model));
    const files = await findInputFiles(inputs, { headers, signal });
    await using outputs = createOutputs({ force, inputs: files });
    await outputs.check([out]);
    const source = await readSeries(files, {
      ...(series !== undefined && { seriesInstanceUID: series }),
      signal,
      onProgress: ({ filesDone, filesTotal }) => progress.show("reading", filesDone, filesTotal),
    });
    progress.close();
    for (const note of notesOn(source)) printNote(`note: ${note}`);
    checkPrompts(source.volume.grid, prompts);
    await using prompter = await createPrompter(model, { device });
    if (model && prompter.reason) printNote(`note: ${prompter.reason}`);
    const result = await prompter.prompt(source.volume, prompts, { signal });
    for (const [n, isObeyed] of result.obeyed.entries())
      if (!isObeyed) printNote(`note: prompt ${n + 1} is not followed by the result. Add another near it.`);
    const labelMap = toLabelMap(source, result, label);
    await outputs.stage(
      out,
      writeDicomSegInParts(labelMap, {
        source,
        deterministic,
        work: workOf(source, model, prompts, anonymous),
        ...(anonymous && { anonymous: { ...anonymous, labels: [] } }),
      }),
    );
    await outputs.publish();
    const [ml] = segmentVolumesMl(labelMap);
    const { method, provider, slices, totalMs } = result.report;
    printLine(
      `${out}: ${label} ${ml!.toFixed(1)} ml (${slices} slices outlined in ${(totalMs / 1000).toFixed(1)} s by ${provider ? `${result.algorithm.algorithmName} on ${provider.label}` : method})`,
    );
  } finally {
    progress.close();
  }
}

/** @throws AutosegError `invalid-argument` if nothing was found. */
function toLabelMap({ volume: { grid } }: SourceSeries, result: PromptResult, label: string): LabelMap {
  const { mask, algorithm } = result;
  if (mask.values.length === 0)
    throw new AutosegError(
      "invalid-argument",
      "Nothing was found where the prompts point. Point at the middle of the structure, or draw a box around it.",
      { argument: "prompts" },
    );
  const labelMap = createLabelMap({ grid, segments: [outlinedSegment(algorithm, { label })] });
  forEachRow(mask.box, wholeBox(grid), (from, to, length) =>
    labelMap.voxels.set(mask.values.subarray(from, from + length), to),
  );
  return labelMap;
}

/** All that determines a result, known before it is computed. */
function workOf(
  { seriesInstanceUID, instances }: SourceSeries,
  model: PromptedModel | undefined,
  prompts: readonly Prompt[],
  anonymous: Anonymity | undefined,
): string[] {
  const { name = walker, version = "1.0.0" } = model?.manifest ?? {};
  return describeWork({
    seriesInstanceUID,
    sopInstanceUIDs: instances.map(({ sopInstanceUID }) => sopInstanceUID),
    model: name,
    version,
    weights: model ? listWeights(model.manifest).map(({ file }) => file.sha256) : [],
    options: ["seg", "BINARY", JSON.stringify(prompts), ...(anonymous ? ["anonymous", anonymous.uids] : [])],
  });
}

function parsePromptArgs(args: readonly string[]) {
  const parsed = parseCommand(joinNumbers(args), {
    model: { type: "string" },
    at: { type: "string", multiple: true, default: [] },
    not: { type: "string", multiple: true, default: [] },
    box: { type: "string", multiple: true, default: [] },
    plane: { type: "string" },
    label: { type: "string", default: "Outline" },
    out: { type: "string" },
    series: { type: "string" },
    device: { type: "string", default: "auto" },
    header: headerOption,
    force: forceOption,
    deterministic: { type: "boolean", default: false },
    ...anonymityOptions,
  });
  const { model, at, not, box, plane, label, out, series, device, header, force, deterministic } =
    parsed.values;
  if (parsed.positionals.length === 0)
    throw new UsageError("Give the folder, the files or the DICOMweb address of a series.");
  if (model === undefined) throw new UsageError(`Give a model with --model, or ${walker}.`);
  if (out === undefined) throw new UsageError("Give the file to write with --out.");
  if (at.length + box.length === 0)
    throw new UsageError("Give a place in the structure with --at, or a box around it with --box.");
  if (plane !== undefined && !isPlane(plane))
    throw new UsageError(`--plane is one of ${planes.join(", ")}, not "${plane}".`);
  if (!isDevice(device)) throw new UsageError(`--device is one of ${listDevices()}, not "${device}".`);
  const within = plane === undefined ? {} : { plane };
  const prompts: Prompt[] = [
    ...box.map((text): Prompt => {
      const [a, b] = parsePoints("--box", text, 2);
      return { kind: "box", corners: [a!, b!], plane: plane ?? "axial" };
    }),
    ...at.map(
      (text): Prompt => ({ kind: "click", at: parsePoints("--at", text, 1)[0]!, adds: true, ...within }),
    ),
    ...not.map(
      (text): Prompt => ({ kind: "click", at: parsePoints("--not", text, 1)[0]!, adds: false, ...within }),
    ),
  ];
  return {
    inputs: parsed.positionals,
    model,
    out,
    series,
    device,
    force,
    deterministic,
    prompts,
    label,
    anonymous: parseAnonymity(parsed.values),
    headers: parseHeaders(header),
  };
}

function isPlane(name: string): name is Plane {
  return (planes as readonly string[]).includes(name);
}

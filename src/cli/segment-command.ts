import { describeImage, notesOn, readSeries } from "../dicom/index.ts";
import { exportDicomSeg } from "../dicom-seg/index.ts";
import type { Device } from "../inference/index.ts";
import { checkModality, loadModel, suitabilityWarnings } from "../model/index.ts";
import { createSegmenter } from "../segmentation/index.ts";
import { headerOption, parseHeaders } from "./http-headers.ts";
import { findInputFiles } from "./input-files.ts";
import { resolveModel } from "./model-location.ts";
import { writeOutput } from "./output-file.ts";
import { parseCommand } from "./parse-command.ts";
import { createProgressBar } from "./progress-bar.ts";
import { UsageError } from "./usage-error.ts";

/** `autoseg segment`: a series through a model into a DICOM-SEG file. */
export const segmentCommand = {
  usage:
    "INPUT… --model NAME|MANIFEST --out FILE.dcm [--series UID] [--device auto|webgpu|wasm] [--report FILE.json] [--header NAME:VALUE]",
  run: runSegment,
};

async function runSegment(args: readonly string[], signal: AbortSignal): Promise<void> {
  const {
    inputs,
    headers,
    model: modelName,
    out,
    series,
    device,
    report: reportPath,
  } = parseSegmentArgs(args);
  const progress = createProgressBar();
  try {
    const model = await loadModel(await resolveModel(modelName));
    const readStartedMs = performance.now();
    const source = await readSeries(await findInputFiles(inputs, { headers, signal }), {
      ...(series !== undefined && { seriesInstanceUID: series }),
      signal,
      onProgress: ({ filesDone, filesTotal }) => progress.show("reading", filesDone, filesTotal),
    });
    const readMs = performance.now() - readStartedMs;
    progress.close();
    checkModality(source.volume, model.manifest);
    const notes = notesOn(source);
    for (const note of notes) process.stderr.write(`note: ${note}\n`);
    const warnings = suitabilityWarnings(model.manifest, describeImage(source));
    for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);

    const loadStartedMs = performance.now();
    await using segmenter = await createSegmenter(model, { device });
    const loadModelMs = performance.now() - loadStartedMs;
    const { labelMap, report } = await segmenter.run(source.volume, {
      signal,
      onProgress: ({ slicesDone, slicesTotal, secondsLeft }) =>
        progress.show(`segmenting on ${segmenter.provider.label}`, slicesDone, slicesTotal, secondsLeft),
    });

    const writeStartedMs = performance.now();
    await writeOutput(out, Buffer.concat([...exportDicomSeg(labelMap, { source })]));
    const writeMs = performance.now() - writeStartedMs;
    if (reportPath !== undefined) {
      const { timingsMs, ...rest } = report;
      const whole = {
        ...rest,
        seriesInstanceUID: source.seriesInstanceUID,
        notes,
        warnings,
        timingsMs: {
          read: readMs,
          loadModel: loadModelMs,
          ...timingsMs,
          write: writeMs,
          total: readMs + loadModelMs + timingsMs.total + writeMs,
        },
      };
      await writeOutput(reportPath, `${JSON.stringify(whole, null, 2)}\n`);
    }
    progress.close();
    const volumes = report.volumesMl.map(({ label, ml }) => `${label} ${ml.toFixed(1)} ml`).join(", ");
    process.stdout.write(`${out}: ${volumes} (${report.slices} slices on ${report.provider.label})\n`);
  } finally {
    progress.close();
  }
}

function parseSegmentArgs(args: readonly string[]) {
  const parsed = parseCommand(args, {
    model: { type: "string" },
    out: { type: "string" },
    series: { type: "string" },
    device: { type: "string", default: "auto" },
    report: { type: "string" },
    header: headerOption,
  });
  const { model, out, series, device, report, header } = parsed.values;
  if (parsed.positionals.length === 0)
    throw new UsageError("Give the folder, the files or the DICOMweb address of a series.");
  if (model === undefined) throw new UsageError("Give a model with --model.");
  if (out === undefined) throw new UsageError("Give the file to write with --out.");
  if (!isDevice(device)) throw new UsageError(`--device is one of ${devices.join(", ")}, not "${device}".`);
  return { inputs: parsed.positionals, model, out, series, device, report, headers: parseHeaders(header) };
}

const devices = ["auto", "webgpu", "wasm"] as const satisfies readonly Device[];

function isDevice(name: string): name is Device {
  return (devices as readonly string[]).includes(name);
}

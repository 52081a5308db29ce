import { notesOn, type ReadSeriesOptions } from "../dicom/index.ts";
import { type Anonymity, describeWork, writeDicomSegInParts } from "../dicom-objects/index.ts";
import {
  checkModality,
  chooseClasses,
  findClasses,
  identityOf,
  loadModel,
  type ModelManifest,
  suitabilityWarnings,
} from "../model/index.ts";
import { type Box, boxBetween, voxelsInBox } from "../regions/index.ts";
import { createSegmenter, describeForModel, type RunReport, runNeeds } from "../segmentation/index.ts";
import { describeNeeds, measureUnits } from "./dry-run.ts";
import { endedAtOnce } from "./ending.ts";
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
import { channelOption, findChannels, readChannels, volumesOf } from "./read-channels.ts";
import { modalityOption, readSource } from "./read-source.ts";
import { toSegmentReport } from "./segment-report.ts";
import { createProgressBar, printLine, printNote, toJsonText } from "./terminal.ts";
import { writtenForm } from "./written-form.ts";

/** `autoseg segment`: runs a model on a series and writes a DICOM-SEG, or a label map in NIfTI or NRRD. */
export const segmentCommand = {
  usage:
    "INPUT… --model NAME|MANIFEST --out FILE.dcm|FILE.nii.gz|FILE.seg.nrrd [--classes LABEL,LABEL…] [--box L,P,S,L,P,S] [--all-slices] [--report FILE.json] [--force] [--dry-run] [--deterministic] [--anonymous [--replace-uids]] [--series UID] [--channel NAME=SERIES …] [--modality CT|MR|PT] [--device auto|webgpu|wasm] [--header NAME:VALUE]",
  run: runSegment,
};

async function runSegment(args: readonly string[], signal: AbortSignal): Promise<void> {
  const {
    inputs,
    channels,
    headers,
    model: modelName,
    out,
    series,
    device,
    modality,
    report: reportPath,
    force,
    deterministic,
    anonymous,
    classNames,
    corners,
    allSlices,
    isDryRun,
  } = parseSegmentArgs(args);
  const progress = createProgressBar();
  try {
    const whole = await loadModel(await resolveModel(modelName));
    const classes = classNames && findClasses(whole.manifest, classNames);
    // Without the graphs that no kept class needs; they are not even loaded.
    const model = { ...whole, manifest: chooseClasses(whole.manifest, classes).manifest };
    const readStartedMs = performance.now();
    const files = await findInputFiles(inputs, { headers, signal });
    const found = await findChannels(channels, files, model.manifest);
    const inputFiles = found ? found.flatMap((channel) => channel.files) : files;
    await using outputs = createOutputs({ force, inputs: inputFiles });
    if (!isDryRun) await outputs.check(reportPath === undefined ? [out] : [out, reportPath]);
    const reading: ReadSeriesOptions = {
      ...(series !== undefined && { seriesInstanceUID: series }),
      signal,
      onProgress: ({ filesDone, filesTotal }) => progress.show("reading", filesDone, filesTotal),
    };
    const read = found && (await readChannels(found, reading));
    const source = read?.source ?? (await readSource(files, reading, modality));
    const inForm = isDryRun ? undefined : writtenForm(out, source);
    const readMs = performance.now() - readStartedMs;
    progress.close();
    checkModality(source.volume, model.manifest);
    const box = corners && boxBetween(source.volume.grid, ...corners);
    const notes = [source, ...Object.values(read?.others ?? {})].flatMap(notesOn);
    for (const note of [...notes, ...(read?.notes ?? [])]) printNote(`note: ${note}`);
    const warnings = suitabilityWarnings(model.manifest, describeForModel(source));
    for (const warning of warnings) printNote(`warning: ${warning}`);

    const loadStartedMs = performance.now();
    if (isDryRun) {
      const needs = runNeeds(source.volume.grid, model.manifest, { classes, box });
      printLine(describeNeeds(model, needs, await endedAtOnce(() => measureUnits(model, needs, device))));
      return;
    }
    await using segmenter = await createSegmenter(model, { device });
    const loadModelMs = performance.now() - loadStartedMs;
    const compute = () =>
      segmenter.run(source.volume, {
        signal,
        bits: 16,
        ...(classes && { classes }),
        ...(read && { series: volumesOf(read) }),
        ...(box && { box }),
        ...(allSlices && { allSlices }),
        onProgress: ({ slicesDone, slicesTotal, patches, secondsLeft }) =>
          progress.show(
            `segmenting on ${segmenter.provider.label}`,
            patches?.done ?? slicesDone,
            patches?.total ?? slicesTotal,
            secondsLeft,
          ),
      });
    const { labelMap, report } = await endedAtOnce(compute);

    if (report.within && voxelsInBox(report.within) === 0)
      printNote(`note: ${nothingBefore(model.manifest)}`);
    if (report.search && !report.search.isFound)
      printNote(`note: ${notFound(model.manifest, report.search)}`);
    const writeStartedMs = performance.now();
    await outputs.stage(
      out,
      inForm?.(labelMap) ??
        writeDicomSegInParts(labelMap, {
          source,
          deterministic,
          work: describeWork({
            seriesInstanceUID: source.seriesInstanceUID,
            sopInstanceUIDs: source.instances.map(({ sopInstanceUID }) => sopInstanceUID),
            ...identityOf(model.manifest),
            options: [
              ...optionsOf({ anonymous, classes, box, allSlices }),
              ...Object.entries(read?.others ?? {}).map(
                ([name, { seriesInstanceUID }]) => `${name}=${seriesInstanceUID}`,
              ),
            ],
          }),
          ...(anonymous && {
            anonymous: { ...anonymous, labels: model.manifest.segments.map(({ label }) => label) },
          }),
        }),
    );
    const writeMs = performance.now() - writeStartedMs;
    if (reportPath !== undefined) {
      const stagesMs = { read: readMs, loadModel: loadModelMs, write: writeMs };
      const json = toSegmentReport(report, { source, warnings, deterministic, anonymous, ...stagesMs });
      await outputs.stage(reportPath, toJsonText(json));
    }
    await outputs.publish();
    progress.close();
    const volumes = report.volumesMl.map(({ label, ml }) => `${label} ${ml.toFixed(1)} ml`).join(", ");
    const run = report.search ? `${report.search.slicesRun} of ${report.slices}` : `${report.slices}`;
    printLine(`${out}: ${volumes} (${run} slices on ${report.provider.label})`);
  } finally {
    progress.close();
  }
}

/** Why a model that depends on another model's result was not run. */
function nothingBefore({ title, before }: ModelManifest): string {
  const wanted = new Set(before?.box?.values);
  const labels = before?.segments.filter(({ value }) => wanted.has(value)).map(({ label }) => label) ?? [];
  return `The model before "${title}" found no ${labels.join(", ")}, so that it was not run and found nothing.`;
}

/** Why a model that searched for its organ has drawn nothing. */
function notFound(
  { title }: ModelManifest,
  { slicesRun, largestAreaMm2, leastAreaMm2 }: NonNullable<RunReport["search"]>,
): string {
  return `"${title}" found nothing: in the ${slicesRun} slices that it looked at it marked at most ${largestAreaMm2} mm², and takes ${leastAreaMm2} mm² for its organ. --all-slices runs it on every slice.`;
}

function parseSegmentArgs(args: readonly string[]) {
  const parsed = parseCommand(joinNumbers(args), {
    model: { type: "string" },
    out: { type: "string" },
    classes: { type: "string", multiple: true },
    box: { type: "string" },
    "all-slices": { type: "boolean", default: false },
    "dry-run": { type: "boolean", default: false },
    series: { type: "string" },
    channel: channelOption,
    modality: modalityOption,
    device: { type: "string", default: "auto" },
    report: { type: "string" },
    header: headerOption,
    force: forceOption,
    deterministic: { type: "boolean", default: false },
    ...anonymityOptions,
  });
  const {
    model,
    out = "",
    series,
    channel,
    modality,
    device,
    report,
    header,
    force,
    deterministic,
  } = parsed.values;
  const { "dry-run": isDryRun, "all-slices": allSlices } = parsed.values;
  if (parsed.positionals.length === 0 && channel === undefined)
    throw new UsageError("Give the folder, the files or the DICOMweb address of a series.");
  if (model === undefined) throw new UsageError("Give a model with --model.");
  if (out === "" && !isDryRun) throw new UsageError("Give the file to write with --out.");
  if (channel !== undefined && series !== undefined)
    throw new UsageError("--channel names each series; leave out --series.");
  if (channel !== undefined && modality !== undefined)
    throw new UsageError("The model says what each channel is; leave out --modality.");
  if (!isDevice(device)) throw new UsageError(`--device is one of ${listDevices()}, not "${device}".`);
  const box = parsed.values.box === undefined ? undefined : parsePoints("--box", parsed.values.box, 2);
  return {
    inputs: parsed.positionals,
    model,
    out,
    series,
    modality,
    device,
    report,
    force,
    deterministic,
    channels: channel ?? [],
    anonymous: parseAnonymity(parsed.values),
    headers: parseHeaders(header),
    classNames: parsed.values.classes?.flatMap((names) => names.split(",")),
    isDryRun,
    allSlices,
    corners: box && ([box[0]!, box[1]!] as const),
  };
}

/**
 * Distinguishes the object from others of the same series and model; results without options have the same UID as those
 * of an archive.
 */
function optionsOf({
  anonymous,
  classes,
  box,
  allSlices,
}: {
  readonly anonymous: Anonymity | undefined;
  readonly classes: readonly number[] | undefined;
  readonly box: Box | undefined;
  readonly allSlices: boolean;
}): string[] {
  return [
    ...["seg", "BINARY"],
    ...(anonymous ? ["anonymous", anonymous.uids] : []),
    ...(classes ? ["classes", ...classes.map(String)] : []),
    ...(box ? ["box", ...[...box.from, ...box.to].map(String)] : []),
    ...(allSlices ? ["all slices"] : []),
  ];
}

import { openDicomSeg } from "../dicom-seg/index.ts";
import { type FileFormId, fileForms } from "../formats/index.ts";
import { findInputFile } from "./input-files.ts";
import { makeOutputFolder, writeOutput } from "./output-file.ts";
import { parseCommand } from "./parse-command.ts";
import { readSegmentedSeries } from "./segmented-series.ts";
import { UsageError } from "./usage-error.ts";

/** `autoseg convert`: the segments of a DICOM-SEG in another form. */
export const convertCommand = {
  usage: `SEG --source PATH --to ${Object.keys(fileForms).join("|")} [--out PATH] [--series UID]`,
  run: runConvert,
};

async function runConvert(args: readonly string[], signal: AbortSignal): Promise<void> {
  const { positionals, values } = parseCommand(args, {
    source: { type: "string" },
    to: { type: "string" },
    out: { type: "string" },
    series: { type: "string" },
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageError("Give one DICOM-SEG file.");
  if (values.source === undefined) throw new UsageError("Give the series it was made for with --source.");
  const form = Object.hasOwn(fileForms, values.to ?? "") ? fileForms[values.to as FileFormId] : undefined;
  if (!form) throw new UsageError(`Give the form with --to: ${Object.keys(fileForms).join(", ")}.`);
  const file = await findInputFile(path, "DICOM-SEG file");

  const bytes = new Uint8Array(await file.arrayBuffer());
  const source = await readSegmentedSeries(bytes, values.source, {
    seriesInstanceUID: values.series,
    signal,
  });
  const opened = await openDicomSeg(bytes, { source, fileName: file.name, wide: true });
  for (const note of opened.notes) process.stderr.write(`note: ${note}\n`);
  const out = values.out ?? `${path.replace(/\.(dcm|seg)$/i, "")}${form.extension}`;
  const { labelMaps, origin: segmentation } = opened;
  for (const output of form.write({ labelMaps, source, segmentation }, out)) {
    await makeOutputFolder(output.path);
    await writeOutput(output.path, output.bytes);
    process.stdout.write(`${output.path}\n`);
  }
}

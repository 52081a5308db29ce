import { dirname, join } from "node:path";
import { writeDicomSegInParts } from "../dicom-objects/index.ts";
import { throwIfCancelled } from "../errors.ts";
import { fileForms, type WrittenSegments } from "../export/index.ts";
import { findInputFile, findInputFiles, readSegmentedSeries } from "./input-files.ts";
import { createOutputs, forceOption } from "./output-file.ts";
import { anonymityOptions, parseAnonymity, parseCommand, UsageError } from "./parse-command.ts";
import { readSegments } from "./read-segments.ts";
import { printLine, printNote } from "./terminal.ts";

/** Formats, by their names on the command line. */
const forms = {
  seg: {
    extension: ".seg.dcm",
    write: ({ labelMaps, ...options }: WrittenSegments, path: string) => [
      { path, bytes: writeDicomSegInParts(labelMaps, options) },
    ],
  },
  ...fileForms,
};

/** `autoseg convert`: writes the segments of a DICOM-SEG or RT Structure Set in another format. */
export const convertCommand = {
  usage: `FILE --source PATH --to ${Object.keys(forms).join("|")} [--out PATH] [--force] [--deterministic] [--anonymous [--replace-uids]] [--series UID]`,
  run: runConvert,
};

async function runConvert(args: readonly string[], signal: AbortSignal): Promise<void> {
  const { positionals, values } = parseCommand(args, {
    source: { type: "string" },
    to: { type: "string" },
    out: { type: "string" },
    series: { type: "string" },
    force: forceOption,
    deterministic: { type: "boolean", default: false },
    ...anonymityOptions,
  });
  const anonymous = parseAnonymity(values);
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageError("Give one DICOM-SEG or RTSTRUCT file.");
  if (values.source === undefined) throw new UsageError("Give the series it was made for with --source.");
  const form = Object.hasOwn(forms, values.to ?? "") ? forms[values.to as keyof typeof forms] : undefined;
  if (!form) throw new UsageError(`Give the form with --to: ${Object.keys(forms).join(", ")}.`);
  const file = await findInputFile(path, "DICOM-SEG or RTSTRUCT file");

  const bytes = new Uint8Array(await file.arrayBuffer());
  const sourceFiles = await findInputFiles([values.source]);
  await using outputs = createOutputs({
    force: values.force,
    inputs: [file, ...sourceFiles],
    makesFolders: true,
  });
  // A file's name may contain the patient's.
  const name = anonymous ? join(dirname(path), "segmentation") : path.replace(/\.(dcm|seg)$/i, "");
  const out = values.out ?? `${name}${form.extension}`;
  // Surfaces go to a folder, which may exist.
  if (form !== fileForms.stl || /\.stl$/i.test(out)) await outputs.check([out]);
  const source = await readSegmentedSeries(bytes, sourceFiles, {
    seriesInstanceUID: values.series,
    signal,
  });
  const opened = await readSegments(bytes, { source, fileName: file.name, signal });
  for (const note of opened.notes) printNote(`note: ${note}`);
  const { parts: labelMaps, own, origin: segmentation } = opened;
  const paths: string[] = [];
  const written = {
    labelMaps,
    own,
    source,
    ...(segmentation && { segmentation }),
    deterministic: values.deterministic,
    ...(anonymous && { anonymous }),
  };
  for (const output of form.write(written, out)) {
    throwIfCancelled(signal);
    await outputs.stage(output.path, output.bytes);
    paths.push(output.path);
  }
  await outputs.publish();
  for (const each of paths) printLine(each);
}

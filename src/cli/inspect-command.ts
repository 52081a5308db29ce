import { type Inspection, inspectFiles, type SeriesInspection, type VolumeSummary } from "../dicom/index.ts";
import { acquisitionPlane } from "../geometry/index.ts";
import { findInputFiles } from "./input-files.ts";
import { headerOption, parseCommand, parseHeaders, UsageError } from "./parse-command.ts";
import { createProgressBar, printLine, toJsonText } from "./terminal.ts";

/** `autoseg inspect`: prints what a folder contains, and what prevents reading it. */
export const inspectCommand = {
  usage: "PATH|URL… [--json] [--header NAME:VALUE]",
  run: runInspect,
};

async function runInspect(args: readonly string[], signal: AbortSignal): Promise<void> {
  const { positionals, values } = parseCommand(args, {
    json: { type: "boolean" },
    header: headerOption,
  });
  if (positionals.length === 0)
    throw new UsageError("Give the folder, the files or the DICOMweb address to look at.");
  const headers = parseHeaders(values.header);
  const progress = createProgressBar();
  const inspection = await inspectFiles(await findInputFiles(positionals, { headers, signal }), {
    signal,
    onProgress: ({ filesDone, filesTotal }) => progress.show("reading headers", filesDone, filesTotal),
  }).finally(() => progress.close());
  if (values.json) process.stdout.write(toJsonText(inspection));
  else for (const line of describe(inspection)) printLine(line);
}

function describe({ fileCount, studies, leftOut, missing, unreadable }: Inspection): string[] {
  const lines = [`${fileCount} files, ${studies.length} ${studies.length === 1 ? "study" : "studies"}`];
  for (const { studyInstanceUID, description, date, series } of studies) {
    lines.push(
      "",
      `Study ${[date, description].filter(Boolean).join(" ") || "without date or description"}`,
      `  ${studyInstanceUID || withoutUid}`,
    );
    for (const one of series) lines.push(...describeSeries(one).map((line) => `  ${line}`));
  }
  if (leftOut.length > 0) lines.push("", `Left out: ${leftOut.length} files`);
  for (const { fileName, reason } of leftOut.slice(0, mostListed))
    lines.push(`  ${fileName}: ${reasonInWords[reason]}`);
  if (leftOut.length > mostListed) lines.push(`  and ${leftOut.length - mostListed} more`);
  if (missing.length > 0) lines.push("", `Missing: ${missing.length} files that a DICOMDIR lists`);
  for (const { path, listedIn } of missing.slice(0, mostListed))
    lines.push(`  ${path}, listed in ${listedIn}`);
  if (missing.length > mostListed) lines.push(`  and ${missing.length - mostListed} more`);
  if (unreadable.length > 0) lines.push("", `Damaged: ${unreadable.length} files`);
  for (const { message } of unreadable) lines.push(`  ${message}`);
  return lines;
}

/** For headers without a UID. */
const withoutUid = "without UID";

/** Number of files of a kind that are listed by name. */
const mostListed = 20;

const reasonInWords = {
  "not-dicom": "not DICOM",
  empty: "empty",
  directory: "a DICOMDIR",
  "no-image": "a DICOM object without an image",
  "other-modality": "an image of another kind than CT, MR, PT and NM",
  copy: "a copy of another file's image",
} as const;

function describeSeries(series: SeriesInspection): string[] {
  const title = [series.modality, series.seriesNumber, series.description]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");
  return [
    `Series ${title}`,
    `  ${series.seriesInstanceUID || withoutUid}`,
    `  ${series.imageCount} images, ${series.transferSyntaxes.join(", ")}`,
    ...series.volumes.flatMap((volume) => [
      `  ${describeVolume(volume)}`,
      ...volume.notes.map((note) => `    ${note}`),
    ]),
  ];
}

function describeVolume({ label, imageCount, grid, problem }: VolumeSummary): string {
  const name = label === "" ? "" : `${label}: `;
  if (!grid) return `${name}${imageCount} images, cannot be read. ${problem ?? ""}`;
  const spacing = grid.spacingMm.map((mm) => Number(mm.toFixed(4))).join(" x ");
  return `${name}${grid.size.join(" x ")} voxels of ${spacing} mm, ${acquisitionPlane(grid)}`;
}

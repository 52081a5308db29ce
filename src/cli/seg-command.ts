import { checkDicomSeg, describeBrokenRule } from "../dicom-objects/index.ts";
import { AutosegError } from "../errors.ts";
import { findInputFile, findInputFiles, readSegmentedSeries } from "./input-files.ts";
import { parseCommand, UsageError } from "./parse-command.ts";
import { printLine } from "./terminal.ts";

/** `autoseg seg check`: reports which rules of the standard a segmentation object breaks. */
export const segCommand = {
  usage: "check FILE [--source PATH]",
  run: runSeg,
};

async function runSeg(args: readonly string[], signal: AbortSignal): Promise<void> {
  const { positionals, values } = parseCommand(args, { source: { type: "string" } });
  const [verb, path, ...rest] = positionals;
  if (verb !== "check" || path === undefined || rest.length > 0)
    throw new UsageError('Give "check" and a file.');
  const file = await findInputFile(path, "DICOM-SEG file");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const source =
    values.source === undefined
      ? undefined
      : await readSegmentedSeries(bytes, await findInputFiles([values.source]), { signal });
  const findings = checkDicomSeg(bytes, { fileName: file.name, ...(source && { source }) });
  for (const finding of findings) printLine(describeBrokenRule(finding));
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (errors > 0) {
    throw new AutosegError(
      "invalid-segmentation",
      `${path} breaks ${errors === 1 ? "a rule" : `${errors} rules`} of the DICOM standard. Export it again with a program that follows it.`,
      { fileName: file.name },
    );
  }
  printLine(
    `${path}: no rule is broken${findings.length > 0 ? `, ${findings.length} things to look at` : ""}.`,
  );
}

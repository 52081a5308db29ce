import { storeSegmentation } from "../dicomweb/index.ts";
import { findInputFile, findInputFiles, readSegmentedSeries } from "./input-files.ts";
import { headerOption, parseCommand, parseHeaders, UsageError } from "./parse-command.ts";
import { printLine, printNote } from "./terminal.ts";

/** `autoseg store`: stores a DICOM-SEG on a DICOMweb server, reads it back and compares. */
export const storeCommand = {
  usage: "SEG --source PATH --to https://HOST/dicom-web [--header NAME:VALUE] [--series UID]",
  run: runStore,
};

async function runStore(args: readonly string[], signal: AbortSignal): Promise<void> {
  const { positionals, values } = parseCommand(args, {
    source: { type: "string" },
    to: { type: "string" },
    header: headerOption,
    series: { type: "string" },
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageError("Give one DICOM-SEG file.");
  if (values.source === undefined) throw new UsageError("Give the series it was made for with --source.");
  if (values.to === undefined) throw new UsageError("Give the server's address with --to.");
  const file = await findInputFile(path, "DICOM-SEG file");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const source = await readSegmentedSeries(bytes, await findInputFiles([values.source]), {
    seriesInstanceUID: values.series,
    signal,
  });
  const stored = await storeSegmentation(values.to, bytes, {
    source,
    signal,
    headers: parseHeaders(values.header),
  });
  for (const note of stored.notes) printNote(`note: ${note}`);
  const how = stored.isIdentical ? "byte for byte" : "with the same segments and voxels";
  printLine(`${stored.url}: ${stored.type}, read back ${how}`);
}

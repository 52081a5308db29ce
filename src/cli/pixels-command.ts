import { decodeStoredValues } from "../dicom/index.ts";
import { findInputFile } from "./input-files.ts";
import { createOutputs, forceOption } from "./output-file.ts";
import { parseCommand, UsageError } from "./parse-command.ts";
import { printLine } from "./terminal.ts";

/** `autoseg pixels`: prints a frame's stored values, for comparison with other programs. */
export const pixelsCommand = {
  usage: "FILE [--frame N] --out FILE.raw [--force]",
  run: runPixels,
};

async function runPixels(args: readonly string[]): Promise<void> {
  const { positionals, values } = parseCommand(args, {
    frame: { type: "string" },
    out: { type: "string" },
    force: forceOption,
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageError("Give one DICOM file.");
  if (values.out === undefined) throw new UsageError("Give the file to write with --out.");
  const frameNumber = Number(values.frame ?? 1);
  if (!Number.isInteger(frameNumber))
    throw new UsageError(`--frame is a number from 1, not "${values.frame}".`);
  const file = await findInputFile(path, "DICOM file");
  await using outputs = createOutputs({ force: values.force, inputs: [file] });
  await outputs.check([values.out]);
  const pixels = await decodeStoredValues(file, frameNumber);
  await outputs.stage(values.out, pixels.bytes);
  await outputs.publish();
  const samples = pixels.samplesPerPixel === 1 ? "" : ` x ${pixels.samplesPerPixel} samples (RGB)`;
  printLine(
    `${values.out}: ${pixels.columns} columns x ${pixels.rows} rows${samples}, ${pixels.bitsPerSample} bits ` +
      `${pixels.isFloat ? "floating point" : pixels.isSigned ? "signed" : "unsigned"}, little endian; frame ${frameNumber} of ${pixels.numberOfFrames}`,
  );
}

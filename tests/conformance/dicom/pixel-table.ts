/** Prints the table of docs/dicom.md: every odd file, and how its stored values compare. Run: npx tsx tests/conformance/dicom/pixel-table.ts */
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { decodeFrame, parseDataset, transferSyntaxes } from "../../../src/dicom/index.ts";
import { dataFolder, listFiles, obstacle, runPython } from "./python.ts";

type Reference = { name: string; type: string; frames: number } | { error: string };

const arrays: Record<string, new (buffer: ArrayBuffer) => ArrayLike<number>> = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
};

async function compare(path: string, reference: Reference, folder: string): Promise<readonly string[]> {
  const name = relative(join(dataFolder, "dicom-odd"), path).replace(/^(single|series)\/[^/]*\//, (match) =>
    match.startsWith("series") ? match.slice(7) : "",
  );
  try {
    const parsed = parseDataset(readFileSync(path), { fileName: basename(path) });
    const syntax = transferSyntaxes.get(parsed.transferSyntaxUID)?.name ?? parsed.transferSyntaxUID;
    const frames = "error" in reference ? 1 : reference.frames;
    const differences = await Promise.all(
      [...new Set([0, frames - 1])].map(async (frame) => {
        const { values } = await decodeFrame(parsed, frame);
        if ("error" in reference) return undefined;
        const bytes = readFileSync(join(folder, `${reference.name}.${frame}`));
        const expected = new arrays[reference.type]!(
          bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
        );
        let largest = values.length === expected.length ? 0 : Number.POSITIVE_INFINITY;
        for (let index = 0; index < values.length; index++)
          largest = Math.max(largest, Math.abs(values[index]! - expected[index]!));
        return largest;
      }),
    );
    const largest = differences.includes(undefined) ? undefined : Math.max(...(differences as number[]));
    const result =
      largest === undefined ? "read; pydicom cannot" : largest === 0 ? "equal" : `${largest} grey levels off`;
    return [name, syntax, result];
  } catch (error) {
    return [name, "", `refused: ${(error as Error).message.replace(/^".*?" cannot be read: /, "")}`];
  }
}

if (obstacle) throw new Error(obstacle);
const folder = mkdtempSync(join(tmpdir(), "autoseg-table-"));
const files = listFiles(join(dataFolder, "dicom-odd"));
const references = runPython<Record<string, Reference>>("reference_pixels.py", [folder], files.join("\n"));
console.log("| file | transfer syntax | against pydicom |\n| --- | --- | --- |");
for (const path of files) {
  const [name, syntax, result] = await compare(path, references[path]!, folder);
  console.log(`| ${name} | ${syntax} | ${result} |`);
}

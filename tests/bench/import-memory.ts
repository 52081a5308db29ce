import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPython } from "../conformance/installed.ts";

/** Tasks of TotalSegmentator, and the patches of their networks. */
const cases = [
  /** Aim: 1 GB. */
  { name: "3 mm, 118 classes", mode: "fast", patch: 64 },
  { name: "3 mm, 118 classes", mode: "fast", patch: 128 },
  /** Five networks, one after the other. Aim: 2 GB. */
  { name: "1.5 mm, five parts", mode: "default", patch: 64 },
];

/**
 * Memory of a run above a CT of 512 x 512 x 400 voxels, with all classes of TotalSegmentator: sums and network outputs, without
 * memory inside a network.
 */
export async function benchImportMemory(jsonPath: string | undefined): Promise<void> {
  const python = findPython("totalsegmentator", "onnxconverter_common", "torch");
  if (!python.path) throw new Error(`Not measured: ${python.missing}.`);
  const found: unknown[] = [];
  for (const { name, mode, patch } of cases) {
    const folder = mkdtempSync(join(tmpdir(), "autoseg-bench-memory-"));
    try {
      const script = join(import.meta.dirname, "total_like.py");
      execFileSync(python.path, ["-W", "ignore", script, folder, mode, `${patch}`], { stdio: "ignore" });
      const task = fileURLToPath(new URL("./import-memory-task.ts", import.meta.url));
      const answer = execFileSync("npx", ["tsx", task, join(folder, "model")], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      found.push({ name, patch, ...JSON.parse(answer.toString()) });
    } finally {
      rmSync(folder, { recursive: true });
    }
    process.stderr.write(`${JSON.stringify(found.at(-1))}\n`);
  }
  const json = `${JSON.stringify(found, null, 2)}\n`;
  if (jsonPath === undefined) process.stdout.write(json);
  else await writeFile(jsonPath, json);
}

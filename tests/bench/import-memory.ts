import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPython } from "../conformance/installed.ts";

const patch = 64;
const modes = {
  /** 118 classes at 3 mm (aim: 1 GB). */
  fast: "3 mm, 118 classes",
  /** Five networks, one after the other (aim: 2 GB). */
  default: "1.5 mm, five parts",
};

/**
 * What a run takes of memory above a CT of 512 x 512 x 400 voxels, with all classes of TotalSegmentator in networks of random
 * weights and of few channels: what is added up, not what a network needs inside.
 */
export async function benchImportMemory(jsonPath: string | undefined): Promise<void> {
  const python = findPython("totalsegmentator", "onnxconverter_common", "torch");
  if (!python.path) throw new Error(`Not measured: ${python.missing}.`);
  const found: Record<string, unknown> = {};
  for (const [mode, name] of Object.entries(modes)) {
    const folder = mkdtempSync(join(tmpdir(), "autoseg-bench-memory-"));
    try {
      const script = join(import.meta.dirname, "total_like.py");
      execFileSync(python.path, ["-W", "ignore", script, folder, mode, `${patch}`], { stdio: "ignore" });
      const task = fileURLToPath(new URL("./import-memory-task.ts", import.meta.url));
      found[name] = JSON.parse(
        execFileSync("npx", ["tsx", task, join(folder, "model")], {
          stdio: ["ignore", "pipe", "ignore"],
        }).toString(),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
    process.stderr.write(`${name}: ${JSON.stringify(found[name])}\n`);
  }
  const json = `${JSON.stringify({ patch, found }, null, 2)}\n`;
  if (jsonPath === undefined) process.stdout.write(json);
  else await writeFile(jsonPath, json);
}

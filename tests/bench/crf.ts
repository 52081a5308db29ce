import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { refineProbabilities } from "../../src/crf/mean-field.ts";
import { atOnce } from "../../src/workers/index.ts";
import { noisyDiscs } from "../unit/crf/noisy-discs.ts";

const parameters = {
  appearance: { weight: 3, distanceMm: 20, intensity: 0.05 },
  smoothness: { weight: 3, distanceMm: 3 },
  iterations: 5,
};

/**
 * The dense CRF on a slice of 256 x 256 with three labels (aim: 60 ms) and on a box of 64 x 256 x 256 with two (aim: 6 s).
 * Median of some rounds, without the first, in milliseconds of CPU time.
 */
export async function benchCrf(jsonPath: string | undefined): Promise<void> {
  const cases = [
    ["slice256x256x3labels", noisyDiscs([256, 256, 1]), 15],
    ["box256x256x64x2labels", noisyDiscs([256, 256, 64], { classes: 2, spacingMm: [1, 1, 3] }), 3],
  ] as const;
  const milliseconds: Record<string, number> = {};
  for (const [name, problem, rounds] of cases) {
    const taken: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const start = process.cpuUsage();
      atOnce(refineProbabilities(problem, parameters));
      const { user, system } = process.cpuUsage(start);
      if (round > 0) taken.push((user + system) / 1000);
    }
    milliseconds[name] = Math.round(taken.sort((a, b) => a - b)[rounds >> 1]!);
    process.stderr.write(`${name}: ${milliseconds[name]} ms\n`);
  }
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    node: process.version,
  };
  const peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const json = `${JSON.stringify({ machine, peakMemoryMb, milliseconds }, null, 2)}\n`;
  if (jsonPath === undefined) process.stdout.write(json);
  else await writeFile(jsonPath, json);
}

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../unit/archive/fakes.ts";
import { eventsIn, startArchive, tinyModel } from "./archive-process.ts";
import { makeStudy, noRedis } from "./made-archive.ts";

/** Series that are worked off, and how many of them are between two looks. */
const [count, step] = [2000, 250];

/** Resident megabytes of a process and of the one that computes for it, by /proc. */
function residentMegabytes(pid: number): { parent: number; compute: number } {
  const rss = (of: number | string): number => {
    try {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${of}/status`, "utf8"))?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  };
  const isChild = (of: string): boolean => {
    try {
      return readFileSync(`/proc/${of}/status`, "utf8").includes(`\nPPid:\t${pid}\n`);
    } catch {
      return false;
    }
  };
  const computes = readdirSync("/proc").filter(
    (name) =>
      /^\d+$/.test(name) &&
      isChild(name) &&
      readFileSync(`/proc/${name}/cmdline`, "utf8").includes("compute"),
  );
  return {
    parent: Math.round(rss(pid)),
    // While one makes way for a new one there are two.
    compute: Math.round(Math.max(0, ...computes.map(rss))),
  };
}

const missing =
  noRedis ?? (process.env.AUTOSEG_SLOW_TESTS ? undefined : "takes ten minutes: AUTOSEG_SLOW_TESTS=1");

test.skipIf(missing !== undefined)(
  `two thousand series leave no memory behind${missing ? ` (skipped: ${missing})` : ""}`,
  { timeout: 3_600_000 },
  async () => {
    const folder = makeFolder();
    for (let n = 0; n < count; n++) {
      const place = join(folder, "studies", String(n));
      mkdirSync(place, { recursive: true });
      for (const [k, bytes] of (await makeStudy(n)).entries()) writeFileSync(join(place, `${k}.dcm`), bytes);
    }
    const ran = startArchive(
      ...["run", "--folder", join(folder, "studies"), "--state", join(folder, "q"), "--model", tinyModel],
      ...["--processes", "1", "--free", "0"],
    );
    const looks: { parent: number; compute: number }[] = [];
    let isOver = false;
    void ran.ended.then(() => {
      isOver = true;
    });
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      if (eventsIn(ran.output(), "work.done").length >= (looks.length + 1) * step)
        looks.push(residentMegabytes(ran.child.pid!));
    }
    process.stderr.write(`MB after every ${step} series: ${JSON.stringify(looks)}\n`);
    expect(await ran.ended, ran.output().slice(-2000)).toBe(0);
    expect(eventsIn(ran.output(), "work.done")).toHaveLength(count);
    // From the first quarter to the end neither process grows by more than a fifth; one that computes makes way for a new one.
    const most = (some: typeof looks, of: "parent" | "compute") => Math.max(...some.map((look) => look[of]));
    for (const of of ["parent", "compute"] as const)
      expect(most(looks.slice(2), of)).toBeLessThan(most(looks.slice(0, 2), of) * 1.2);
  },
);

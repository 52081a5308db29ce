import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { makeFolder } from "../../unit/archive/fakes.ts";
import { eventsIn, startArchive, tinyModel } from "./archive-process.ts";
import { noRedis, writeStudies } from "./made-archive.ts";

/** Enough that most are left when the first is done. */
const count = 60;

test.for([
  ["finishes what it has begun within the grace", "60", 0],
  // Each of the two processes may be ended between storing its segmentation and saying so; the next program finds it.
  ["leaves what it has begun to others without any", "0", 2],
] as const)(
  "a program that is told to end %s, and the next one does the rest",
  async ([, grace, mostFound], { skip }) => {
    if (noRedis !== undefined) skip(noRedis);
    const folder = makeFolder();
    const studies = join(folder, "studies");
    await writeStudies(studies, { count });
    const start = () =>
      startArchive(
        ...["run", "--folder", studies, "--state", join(folder, "q"), "--results", join(folder, "results")],
        ...["--model", tinyModel, "--processes", "2", "--free", "0", "--grace", grace],
      );
    const doneBy = (output: string) => eventsIn(output, "work.done");
    const first = start();
    while (first.child.exitCode === null && doneBy(first.output()).length === 0) await sleep(10);
    first.child.kill("SIGTERM");
    expect(await first.ended, first.output()).toBe(0);
    const done = doneBy(first.output());
    expect(done.length).toBeLessThan(count);
    expect(done.filter(({ computed }) => !computed)).toEqual([]);
    expect(eventsIn(first.output(), "worker.stopped")).toHaveLength(1);
    expect(eventsIn(first.output(), "work.failed")).toEqual([]);

    const second = start();
    expect(await second.ended, second.output()).toBe(0);
    const rest = doneBy(second.output());
    expect(done.length + rest.length).toBe(count);
    expect(rest.filter(({ computed }) => !computed).length).toBeLessThanOrEqual(mostFound);
    const results = readdirSync(join(folder, "results"), { recursive: true, encoding: "utf8" });
    expect(results.filter((name) => name.endsWith(".dcm"))).toHaveLength(count);
  },
);

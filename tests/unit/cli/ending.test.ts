import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");

/** What a program that listens for its end does first, and then: writes a line, and what it was ended by. */
const program = `
  import { endedAtOnce, onEnding } from "./src/cli/ending.ts";
  onEnding((signal) => console.log(signal));
  process.kill(process.pid, "SIGTERM");
  await new Promise((resolve) => setTimeout(resolve, 100));
  await endedAtOnce(async () => {
    process.stdout.write("blocked");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

test("a signal is heard before and after what blocks the thread, and ends the process meanwhile", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let shown = "";
  child.stdout.on("data", (chunk) => {
    shown += chunk;
    if (shown.endsWith("blocked")) child.kill("SIGINT");
  });
  const [code, signal] = await once(child, "exit");
  expect([code, signal]).toEqual([null, "SIGINT"]);
  expect(shown).toBe("SIGTERM\nblocked");
});

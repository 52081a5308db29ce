import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { runProgram } from "./programs.ts";
import { createFolder, sampleFolder, sampleSlices } from "./sample-study.ts";
import { openViewer } from "./viewer-page.ts";

const root = join(import.meta.dirname, "..", "..");
const startArguments = ["--import", "tsx", "scripts/start.ts", "--no-open"];
const browser = await useBrowser();
let running: ChildProcess | undefined;

afterEach(() => {
  running?.kill("SIGINT");
  running = undefined;
});

/** Starts the viewer's own server as `npm start` does; gives the address it prints. */
function start(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...startArguments, ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running = child;
    let printed = "";
    const read = (chunk: Buffer) => {
      printed += chunk;
      const url = /http:\/\/127\.0\.0\.1:\d+\/\S*(?= \()/.exec(printed)?.[0];
      if (url) resolve(url);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", (chunk: Buffer) => (printed += chunk));
    child.on("exit", () => reject(new Error(`npm start ended: ${printed}`)));
  });
}

test("npm start opens the viewer with the sample study, isolated from other origins", async () => {
  const url = await start();
  const viewer = await openViewer(browser, url);
  expect(await viewer.page.title()).toContain("Autoseg");
  expect(await viewer.page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await viewer.page.getByRole("heading", { name: "Synthetic Abdomen" }).isVisible()).toBe(true);
  viewer.expectQuiet();
});

test("npm start -- PATH serves the files of that folder and nothing beside it", async () => {
  const url = await start(sampleFolder);
  const indexUrl = new URL(new URL(url).searchParams.get("study")!, url);
  const index = await (await fetch(indexUrl)).json();
  expect(index.files).toHaveLength(sampleSlices);
  const first = new Uint8Array(await (await fetch(new URL("0", indexUrl))).arrayBuffer());
  expect(new TextDecoder().decode(first.subarray(128, 132))).toBe("DICM");
  expect((await fetch(new URL(`${sampleSlices}`, indexUrl))).status).toBe(404);
});

test.each([
  ["a folder that is not there", "no-such-folder", /There is no folder or file .*no-such-folder/],
  ["an empty folder", undefined, /holds no files/],
])("npm start with %s ends with one sentence", async (_, path, says) => {
  using folder = createFolder();
  const { code, stderr } = await runProgram(process.execPath, [...startArguments, path ?? folder.path]);
  expect(code).toBe(1);
  expect(stderr).toMatch(says);
  expect(stderr).not.toMatch(/^\s+at /m);
});

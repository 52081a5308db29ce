import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { runProgram } from "./programs.ts";
import { recordRefusals, refusals } from "./refusals.ts";
import { copySlices, createFolder, sampleFiles, sampleFolder, sampleSlices } from "./sample-study.ts";
import { openViewer } from "./viewer-page.ts";

const root = join(import.meta.dirname, "..", "..");
const startArguments = ["--import", "tsx", "scripts/start.ts", "--no-open"];
const browser = await useBrowser();
const running: ChildProcess[] = [];

afterAll(() => {
  for (const child of running) child.kill("SIGINT");
});

/** Starts the viewer's own server as `npm start` does; gives the address it prints. */
function start(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...startArguments, ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.push(child);
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

test("npm start gives the viewer with the sample study, isolated from other origins", async () => {
  const url = await start();
  const page = await fetch(url);
  expect(await page.text()).toContain("<title>Autoseg");
  expect(page.headers.get("cross-origin-opener-policy")).toBe("same-origin");
  expect(page.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
  const study = new URL(new URL(url).searchParams.get("study") ?? "study/index.json", url);
  const { title, files } = await (await fetch(study)).json();
  expect(title).toBe("ct-abdomen-synthetic");
  expect(files).toHaveLength(sampleSlices);
});

describe("npm start -- PATH", () => {
  test("opens the study at the address that it prints, and gives it to nobody else", async () => {
    using folder = createFolder();
    copySlices(folder.path, 36, 42);
    const url = await start(folder.path);
    const token = /\/\?study=study\/([0-9a-f]{32})\/index\.json$/.exec(url)?.[1];
    expect(token).toBeDefined();
    const { origin } = new URL(url);
    for (const path of [
      "/study/index.json",
      "/study/0",
      `/study/${"0".repeat(32)}/index.json`,
      `/@fs${folder.path}/${sampleFiles()[36]}`,
      `/@fs${folder.path}/${sampleFiles()[36]}?raw`,
      `/@fs${folder.path}/${sampleFiles()[36]}?import&url`,
    ]) {
      const answer = await fetch(`${origin}${path}`);
      expect([path, answer.status]).toEqual([path, answer.status === 403 ? 403 : 404]);
    }
    const index = await fetch(`${origin}/study/${token}/index.json`, {
      headers: { Origin: "http://localhost:1" },
    });
    expect(index.status).toBe(200);
    expect(index.headers.get("access-control-allow-origin")).toBeNull();
    expect(index.headers.get("cross-origin-resource-policy")).toBe("same-origin");

    const viewer = await openViewer(browser, url, recordRefusals);
    expect(await viewer.page.title()).toContain("Autoseg");
    expect(await viewer.page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await viewer.page.getByRole("heading", { name: "Synthetic Abdomen" }).isVisible()).toBe(true);
    await viewer.page.getByText("512 × 512 × 6").waitFor();
    expect(await refusals(viewer.page)).toEqual([]);
    viewer.expectQuiet();
  });

  describe("with a folder of the project's own", () => {
    let url: string;
    beforeAll(async () => {
      url = await start(sampleFolder);
    });

    test("serves the files of that folder and nothing beside it", async () => {
      const indexUrl = new URL(new URL(url).searchParams.get("study")!, url);
      const index = await (await fetch(indexUrl)).json();
      expect(index.files).toHaveLength(sampleSlices);
      const first = new Uint8Array(await (await fetch(new URL("0", indexUrl))).arrayBuffer());
      expect(new TextDecoder().decode(first.subarray(128, 132))).toBe("DICM");
      expect((await fetch(new URL(`${sampleSlices}`, indexUrl))).status).toBe(404);
    });

    test("gives nothing of it past its token", async () => {
      const { origin } = new URL(url);
      const file = `sample-dicom/ct-abdomen-synthetic/${sampleFiles()[0]}`;
      for (const path of [`/${file}`, `/${file}?raw`, `/@fs${root}/${file}`, `/src/../${file}`]) {
        const body = new Uint8Array(await (await fetch(`${origin}${path}`)).arrayBuffer());
        expect(Buffer.from(body).includes("DICM"), path).toBe(false);
      }
    });
  });

  test.each([
    ["a folder that is not there", "no-such-folder", /There is no folder or file .*no-such-folder/],
    ["an empty folder", undefined, /holds no files/],
  ])("with %s ends with one sentence", async (_, path, says) => {
    using folder = createFolder();
    const { code, stderr } = await runProgram(process.execPath, [...startArguments, path ?? folder.path]);
    expect(code).toBe(1);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

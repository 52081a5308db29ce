import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { startEmbeddedQueue } from "../../../src/archive/index.ts";
import { archiveCommand } from "../../../src/cli/archive-command.ts";
import { fileAccess, openAudit, openSource, openTracesOf } from "../../../src/cli/archive-host.ts";
import { parseArchiveOptions, readRules } from "../../../src/cli/archive-options.ts";
import { describeStatus } from "../../../src/cli/archive-services.ts";
import { parseArchiveList } from "../../../src/viewer/archive-list.ts";
import { noRedis } from "../../conformance/archive/made-archive.ts";
import { keepLog, tinyModel, writeSeries } from "../archive/fakes.ts";

const folder = mkdtempSync(join(tmpdir(), "autoseg-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

const { signal } = new AbortController();

async function said(...args: readonly string[]): Promise<string> {
  const written: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  await archiveCommand.run(args, signal);
  return written.join("");
}

describe("options of autoseg archive", () => {
  test("come from arguments, then the environment, secrets from files", async () => {
    writeFileSync(join(folder, "headers"), "Authorization: Bearer geheim\n");
    writeFileSync(join(folder, "queue"), "redis://:geheim@host\n");
    const env = {
      AUTOSEG_PACS: "http://pacs/dicom-web",
      AUTOSEG_QUEUE_FILE: join(folder, "queue"),
      AUTOSEG_HTTP_HEADERS_FILE: join(folder, "headers"),
      AUTOSEG_METRICS_PORT: "9464",
      AUTOSEG_GRACE: "30",
      AUTOSEG_MODEL: "ct-abdomen",
    };
    const options = await parseArchiveOptions(["--processes", "3", "--watch", "60"], env);
    expect(options).toMatchObject({
      pacs: "http://pacs/dicom-web",
      queue: "redis://:geheim@host",
      processes: 3,
      threads: 1,
      graceMs: 30_000,
      watchMs: 60_000,
      models: ["ct-abdomen"],
      results: undefined,
      headers: { Authorization: "Bearer geheim" },
      metrics: { port: 9464, host: "127.0.0.1" },
    });
    const local = await parseArchiveOptions(["--folder", "/data"], env);
    expect(local).toMatchObject({ pacs: undefined, folder: "/data", results: "/data/autoseg-results" });
  });

  test("come from a file where neither arguments nor the environment say otherwise", async () => {
    const config = join(folder, "archive.env");
    const lines = [
      "# The archive",
      "AUTOSEG_PACS=http://pacs/dicom-web",
      "AUTOSEG_PROCESSES=2",
      "AUTOSEG_GRACE=9",
    ];
    writeFileSync(config, lines.join("\n"));
    const env = { AUTOSEG_CONFIG: config, AUTOSEG_PROCESSES: "4" };
    expect(await parseArchiveOptions(["--grace", "5"], env)).toMatchObject({
      pacs: "http://pacs/dicom-web",
      processes: 4,
      graceMs: 5000,
    });
    writeFileSync(config, "AUTOSEG_PROCESES=2");
    await expect(parseArchiveOptions(["--config", config], {})).rejects.toThrow(/sets AUTOSEG_PROCESES/);
    await expect(parseArchiveOptions(["--config", join(folder, "none")], {})).rejects.toThrow(/ENOENT/);
  });

  test.each([
    [["--pacs", "http://x", "--folder", "/x"], /not both/],
    [["--from", "2024"], /date like/],
    [["--priority", "soon"], /urgent, normal, low/],
    [["--processes", "two"], /whole number/],
    [["--nonsense"], /nonsense/],
  ])("%s are refused", async (args, message) => {
    await expect(parseArchiveOptions(args, {})).rejects.toThrow(message);
  });

  test("say where the audit trail lies and goes, and whether spans are collected", async () => {
    const { log } = keepLog();
    const none = await parseArchiveOptions([], {});
    expect(none.audit).toBeUndefined();
    await using _none = await openAudit(none, log);
    const state = join(folder, "state");
    const env = { AUTOSEG_AUDIT_TO: "syslog+tcp://127.0.0.1:9", AUTOSEG_AUDIT_CA: join(folder, "no-ca") };
    const told = await parseArchiveOptions(["--state", state, "--free", "7"], env);
    expect(told).toMatchObject({
      audit: {
        folder: join(state, "audit"),
        address: env.AUTOSEG_AUDIT_TO,
        tls: { ca: env.AUTOSEG_AUDIT_CA },
      },
      freeBytes: 7 * 2 ** 20,
    });
    await expect(openAudit(told, log)).rejects.toThrow(/AUTOSEG_AUDIT_CA .*ENOENT/);
    await using _sender = await openAudit({ ...told, audit: { ...told.audit!, tls: {} } }, log);
    expect(await openTracesOf({})).toBe(await openTracesOf({ OTEL_SDK_DISABLED: "true" }));
  });

  test("a file that the environment names must be there", async () => {
    await expect(parseArchiveOptions([], { AUTOSEG_QUEUE_FILE: join(folder, "none") })).rejects.toThrow(
      /ENOENT/,
    );
  });
});

describe("rules", () => {
  test("are those of a file, or of the models that are named, and one of them", async () => {
    expect((await readRules({ rulesPath: undefined, models: ["a", "b"] })).models).toHaveLength(2);
    await expect(readRules({ rulesPath: "x", models: ["a"] })).rejects.toThrow(/not both/);
    await expect(readRules({ rulesPath: undefined, models: [] })).rejects.toThrow(/Say what to segment/);
    await expect(readRules({ rulesPath: join(folder, "none.yaml"), models: [] })).rejects.toMatchObject({
      code: "input-not-found",
    });
  });

  test("are checked and printed with what they leave out", async () => {
    const path = join(folder, "rules.yaml");
    writeFileSync(
      path,
      "models:\n  - model: ct-abdomen\n    outputs: [sr]\n    series: { contrast: with }\n",
    );
    const text = await said("rules", path);
    expect(text).toContain("ct-abdomen: best of the series that fit, as BINARY, sr, normal");
    expect(text).toContain('contrast: "with"');
    expect(text).toContain("preferred: thinnest, then soft kernel, then most slices");
    await expect(said("rules")).rejects.toThrow(/one file of rules/);
  });
});

test("table and report are made of the rows that are there", async () => {
  const results = join(folder, "results");
  mkdirSync(join(results, "rows"), { recursive: true });
  const row = {
    sopInstanceUID: "2.25.1",
    studyInstanceUID: "1.2",
    seriesInstanceUID: "1.3",
    model: "m",
    modelVersion: "1",
    predecessor: "",
    scanner: "S",
    week: "2024-W01",
    slices: 5,
    sliceSpacingMm: 1,
    segments: [{ segmentNumber: 1, label: "Liver", ml: 3, longestAxialDiameterMm: 1, lesions: 0 }],
  };
  writeFileSync(join(results, "rows", "2.25.1.json"), JSON.stringify(row));
  expect(await said("table", "--results", results, "--out", join(folder, "t.csv"))).toContain("1 results");
  expect(readFileSync(join(folder, "t.csv"), "utf8")).toContain("2.25.1,1.2,1.3,m");
  await said("table", "--results", results, "--out", join(folder, "t.parquet"));
  expect(readFileSync(join(folder, "t.parquet"), "latin1")).toMatch(/^PAR1/);
  await said("report", "--results", results, "--out", join(folder, "r.html"));
  expect(readFileSync(join(folder, "r.html"), "utf8")).toContain("Liver, ml");
  mkdirSync(join(results, "failures"), { recursive: true });
  const failure = {
    ...row,
    sopInstanceUID: "2.25.2",
    code: "irregular-series",
    reason: "Slice 3 is missing.",
  };
  writeFileSync(join(results, "failures", "2.25.2.json"), JSON.stringify(failure));
  await said("worklist", "--results", results, "--out", join(folder, "w.json"));
  const list = parseArchiveList(readFileSync(join(folder, "w.json"), "utf8"), "w.json");
  expect([[...list.results], [...list.failures]]).toEqual([
    [["1.2", undefined]],
    [["1.2", "m: Slice 3 is missing."]],
  ]);
  await expect(said("table", "--results", results, "--out", join(folder, "t.csv"))).rejects.toMatchObject({
    code: "not-writable",
  });
  await expect(said("table", "--results", results)).rejects.toThrow(/--out/);
  await expect(said("report")).rejects.toThrow(/--results/);
});

test.skipIf(noRedis !== undefined)(
  `a folder is fed, and its state told${noRedis === undefined ? "" : ` (skipped: ${noRedis})`}`,
  async () => {
    const studies = join(folder, "studies");
    await writeSeries(studies, "1.2.826.0.7", "1.2.826.0.7.1");
    await using server = await startEmbeddedQueue(join(folder, "q"), keepLog().log);
    const there = ["--folder", studies, "--queue", server.address];
    vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    await said("feed", ...there, "--model", tinyModel, "--metrics", "0");
    expect(await said("status", ...there)).toContain("1 prioritized");
    expect(JSON.parse(await said("status", ...there, "--json"))).toMatchObject({ studies: 1, refused: {} });
    expect(await said("status", ...there, "--why", "1.2.826.0.7")).toContain("It waits for its turn.");
    expect(JSON.parse(await said("status", ...there, "--why", "1.2.826.0.7", "--json"))).toHaveLength(1);
    await expect(said("status", ...there, "--why", "9.9")).rejects.toMatchObject({ code: "input-not-found" });
    const again = await said(
      "feed",
      ...there,
      "--model",
      tinyModel,
      "--study",
      "1.2.826.0.7",
      "--priority",
      "urgent",
    );
    expect(again).toContain("1 series to be segmented");
    expect(await said("retry", ...there)).toContain("0 series are tried again");
    // What is told to end before it has begun takes nothing.
    const ended = AbortSignal.abort();
    await archiveCommand.run(["worker", ...there, "--lock", "5", "--results", join(folder, "r")], ended);
    await archiveCommand.run(
      ["run", "--folder", studies, "--model", tinyModel, "--state", join(folder, "s")],
      ended,
    );
  },
);

test("a part that is not there, a queue or an archive that is not named are said so", async () => {
  await expect(said("dance")).rejects.toThrow(/Say what to do: run, worker/);
  await expect(said("worker", "--folder", folder)).rejects.toThrow(/Give the queue/);
  await expect(said("feed", "--folder", folder)).rejects.toThrow(/Give the queue/);
  await expect(said("run", "--model", "x")).rejects.toThrow(/Give the archive/);
  const pacs = openSource(
    await parseArchiveOptions(["--pacs", "http://127.0.0.1:1/web", "--from", "20240101"], {}),
  );
  expect(
    await pacs.pathsOf({ studyInstanceUID: "1.2", seriesInstanceUID: "1.3", images: 1 }),
  ).toBeUndefined();
});

test("a status has a line for what there is", () => {
  const lines = describeStatus({
    studies: 3,
    jobs: { failed: 1, active: 0 },
    refused: {},
    failed: { "x: y": 2 },
  });
  expect(lines).toEqual([
    "3 studies looked at",
    "series: 1 failed",
    "not segmented: none",
    "given up 2 times: x: y",
  ]);
});

test("files are read and written as all commands do, and a folder that is not there is empty", async () => {
  expect(await fileAccess.list(join(folder, "none"))).toEqual([]);
  expect(await fileAccess.read(join(folder, "none"))).toBeUndefined();
  await fileAccess.write(join(folder, "new", "file"), "text");
  expect(new TextDecoder().decode(await fileAccess.read(join(folder, "new", "file")))).toBe("text");
});

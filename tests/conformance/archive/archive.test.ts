import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  createResultRows,
  explainStudy,
  openQueue,
  startEmbeddedQueue,
  toCsv,
} from "../../../src/archive/index.ts";
import { fileAccess } from "../../../src/cli/archive-host.ts";
import { segmentCommand } from "../../../src/cli/segment-command.ts";
import { type Dataset, parseDataset, text } from "../../../src/dicom/index.ts";
import { predecessorOf } from "../../../src/dicom-objects/index.ts";
import { keepLog, makeFolder } from "../../unit/archive/fakes.ts";
import { noDicomWeb, type OrthancServer, startOrthanc } from "../orthanc/orthanc-server.ts";
import { eventsIn, startArchive, tinyModel } from "./archive-process.ts";
import {
  makeStudy,
  noRedis,
  secrets,
  seriesUid,
  studyUid,
  uploadStudies,
  writeStudies,
} from "./made-archive.ts";

const missing = noDicomWeb ?? noRedis;

async function upload({ url }: OrthancServer, files: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
  for (const body of files) await fetch(`${url}instances`, { method: "POST", body });
}

async function objectsOn(
  { url }: OrthancServer,
  modality: string,
): Promise<{ bytes: Uint8Array; dataset: Dataset }[]> {
  const found: { bytes: Uint8Array; dataset: Dataset }[] = [];
  for (const id of (await (await fetch(`${url}instances`)).json()) as string[]) {
    const bytes = new Uint8Array(await (await fetch(`${url}instances/${id}/file`)).arrayBuffer());
    const { dataset } = parseDataset(bytes);
    if (text(dataset, "Modality") === modality) found.push({ bytes, dataset });
  }
  return found;
}

test.skipIf(missing !== undefined)(
  `a PACS is segmented, again, after its queue was lost and after a series has grown${missing ? ` (skipped: ${missing})` : ""}`,
  async () => {
    const folder = makeFolder();
    const at = (name: string) => join(folder, name);
    await using orthanc = await startOrthanc();
    await uploadStudies(orthanc.url, { count: 2 });
    // Too short for the rules.
    await upload(orthanc, await makeStudy(2, { slices: 3 }));
    writeFileSync(
      at("rules.yaml"),
      `models:\n  - model: ${tinyModel}\n    outputs: [sr, nifti]\n    uncertainty: true\n    series: { slices: { atLeast: 5 } }\n`,
    );
    const traces: string[] = [];
    const collector = createServer(async (request, response) => {
      for await (const piece of request) traces.push(String(piece));
      response.setHeader("Content-Type", "application/json").end("{}");
    });
    await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
    vi.stubEnv(
      "OTEL_EXPORTER_OTLP_ENDPOINT",
      `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    );
    onTestFinished(() => {
      vi.unstubAllEnvs();
      collector.close();
    });
    const common = ["--pacs", `${orthanc.url}dicom-web`, "--state", at("queue"), "--audit", at("audit")];
    common.push("--requests", "2");
    const run = async () => {
      const ran = startArchive("run", ...common, "--rules", at("rules.yaml"), "--results", at("results"));
      expect(await ran.ended, ran.output()).toBe(0);
      return ran.output();
    };
    const first = await run();
    expect(first).toContain("2 completed");
    expect(first).toContain("not segmented: 1 too-few-slices");
    const segmentations = await objectsOn(orthanc, "SEG");
    expect(segmentations).toHaveLength(2);
    expect(await objectsOn(orthanc, "SR")).toHaveLength(2);

    // The command for one series makes the same object.
    await writeStudies(at("files"), { count: 1 });
    const one = ["--model", tinyModel, "--out", at("one.dcm"), "--deterministic"];
    await segmentCommand.run([at("files"), ...one], new AbortController().signal);
    const ofFirst = segmentations.find(({ dataset }) => text(dataset, "StudyInstanceUID") === studyUid(0))!;
    expect(Buffer.compare(readFileSync(at("one.dcm")), ofFirst.bytes)).toBe(0);

    // Without its queue the archive still knows what is done; and a series that has grown gets an object of its own.
    const kept = readdirSync(at("queue"), { recursive: true, encoding: "utf8" })
      .filter((name) => /aof$/.test(name))
      .map((name) => readFileSync(join(at("queue"), name), "latin1"))
      .join("");
    expect(kept).toContain(seriesUid(0));
    rmSync(at("queue"), { recursive: true });
    const [, ...grown] = await makeStudy(0, { slices: 7 });
    await upload(orthanc, grown.slice(-1));
    const second = await run();
    const done = eventsIn(second, "work.done").map(({ computed }) => computed);
    expect(done.sort()).toEqual([false, true]);
    const all = await objectsOn(orthanc, "SEG");
    expect(all).toHaveLength(3);
    const successor = all.find(({ dataset }) => predecessorOf(dataset))!;
    expect(predecessorOf(successor.dataset)).toMatchObject({
      sopInstanceUID: text(ofFirst.dataset, "SOPInstanceUID"),
      change: "The series has 7 images instead of 6.",
    });

    const { log } = keepLog();
    await using server = await startEmbeddedQueue(at("queue"), log);
    await using queue = await openQueue(server.address, log);
    expect(await explainStudy(queue, studyUid(2))).toMatchObject([
      { state: "refused", why: "It has 3 slices, fewer than 5." },
    ]);
    const csv = toCsv((await createResultRows(at("results"), fileAccess).read()).rows);
    expect(csv.trim().split("\r\n")).toHaveLength(1 + 3 * 2);
    expect(readdirSync(join(at("results"), "nifti"))).toHaveLength(3);

    // Segmentations, reports and NIfTI out of the PACS, each the object that is there.
    const out = ["--results", at("results"), "--out", at("export")];
    const objects = ["seg", "sr", "nifti"].flatMap((kind) => ["--object", kind]);
    const exported = startArchive("export", "--pacs", `${orthanc.url}dicom-web`, ...out, ...objects);
    expect(await exported.ended, exported.output()).toBe(0);
    expect(exported.output()).toContain("3 results, 9 files written");
    const sopUid = text(ofFirst.dataset, "SOPInstanceUID");
    const copied = readFileSync(join(at("export"), "threshold-tiny", `${sopUid}.seg.dcm`));
    expect(Buffer.compare(copied, ofFirst.bytes)).toBe(0);

    const spans = traces.join("");
    expect(spans).toContain("archive.work");
    expect(spans).not.toMatch(/1\.2\.826|2\.25\./);
    for (const secret of secrets)
      for (const said of [first, second, kept, csv, spans]) expect(said).not.toContain(secret);
    // The audit trail names patients by number, and nothing else of them; fetched, segmentation and report of each work.
    const audit = readdirSync(at("audit")).map((name) => readFileSync(join(at("audit"), name), "utf8"));
    const stored = audit.filter((line) => line.includes('EventActionCode="C"'));
    expect([audit.length - stored.length, stored.length]).toEqual([3, 6]);
    const [name, patientId, ...described] = secrets;
    for (const line of audit) {
      expect(line).toContain(`ParticipantObjectID="${patientId}"`);
      for (const secret of [name!, ...described]) expect(line).not.toContain(secret);
    }
  },
);

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { findInputFiles } from "../../src/cli/input-files.ts";
import { parseDataset, readSeries, type SourceSeries } from "../../src/dicom/index.ts";
import { predecessorOf, writeDicomSeg, writeRtStruct } from "../../src/dicom-objects/index.ts";
import { toNifti, toNrrd } from "../../src/export/index.ts";
import { createLabelMap, type LabelMap } from "../../src/volume/index.ts";
import { noDicomWeb, type OrthancServer, startOrthanc } from "../conformance/orthanc/orthanc-server.ts";
import { liver } from "../unit/dicom-objects/phantom.ts";
import { makeNifti, makeNrrd } from "../unit/volume-files/make-volume-file.ts";
import { openPage, useBrowser } from "./browser.ts";
import { sampleFiles, sampleFolder } from "./sample-study.ts";
import { fewSlices } from "./served-files.ts";
import { createViewerPage, waitUntil } from "./viewer-page.ts";
import { findViolationsInThemes } from "./violations.ts";

/** Leave for pages of other origins, which a PACS behind a gateway gives. */
async function startGateway(orthancUrl: string) {
  const gateway = createServer(async (request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "Accept, Content-Type");
    if (request.method === "OPTIONS") return response.end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await fetch(new URL(request.url!, orthancUrl), {
      method: request.method!,
      headers: {
        Accept: request.headers.accept ?? "*/*",
        ...(request.headers["content-type"] && { "Content-Type": request.headers["content-type"] }),
      },
      ...(request.method === "POST" && { body: Buffer.concat(chunks) }),
    });
    response.writeHead(answer.status, { "Content-Type": answer.headers.get("content-type") ?? "" });
    return response.end(new Uint8Array(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/dicom-web`,
    close: () => gateway.close(),
  };
}

const browser = await useBrowser();
let source: SourceSeries;
let orthanc: OrthancServer | undefined;
let gateway: Awaited<ReturnType<typeof startGateway>> | undefined;
/** What Orthanc calls a slice of the study, and its segmentation. */
let stored: { readonly slice: string; readonly segmentation: string };

/** A box of a segment in the middle of the sample. */
function boxOf(label: string, size: number): LabelMap {
  const { grid } = source.volume;
  const labelMap = createLabelMap({ grid, segments: [{ ...liver, label }] });
  const [columns, rows] = grid.size;
  for (let k = 4; k < 8; k++)
    for (let j = 200; j < 200 + size; j++)
      labelMap.voxels.fill(1, 200 + columns * (j + rows * k), 200 + size + columns * (j + rows * k));
  return labelMap;
}

beforeAll(async () => {
  const paths = sampleFiles()
    .slice(fewSlices.from, fewSlices.to)
    .map((name) => join(sampleFolder, name));
  source = await readSeries(await findInputFiles(paths));
  if (noDicomWeb) return;
  orthanc = await startOrthanc();
  gateway = await startGateway(orthanc.url);
  const objects = [
    writeDicomSeg(boxOf("Liver", 30), { source, seriesDescription: "Liver by a model" }),
    writeRtStruct([boxOf("Target", 20)], { source, structureSetLabel: "PLAN" }),
  ];
  const ids: string[] = [];
  for (const body of [...paths.map((path) => readFileSync(path)), ...objects]) ids.push(await store(body));
  stored = { slice: ids[0]!, segmentation: ids.at(-2)! };
});

/** Puts an object into Orthanc; gives what it is called there. */
async function store(body: Uint8Array): Promise<string> {
  const answer = await fetch(`${orthanc!.url}instances`, { method: "POST", body: new Uint8Array(body) });
  return ((await answer.json()) as { ID: string }).ID;
}

/** A copy of an object in a study of its own. */
async function copyInto(studyInstanceUID: string, id: string, number: number): Promise<void> {
  const answer = await fetch(`${orthanc!.url}instances/${id}/modify`, {
    method: "POST",
    body: JSON.stringify({
      Replace: {
        StudyInstanceUID: studyInstanceUID,
        SeriesInstanceUID: `${studyInstanceUID}.${number}`,
        SOPInstanceUID: `${studyInstanceUID}.${number}.1`,
        PatientName: `STUDY ${studyInstanceUID}`,
      },
      Force: true,
    }),
  });
  await store(new Uint8Array(await answer.arrayBuffer()));
}

afterAll(async () => {
  gateway?.close();
  await orthanc?.[Symbol.asyncDispose]();
});

test("a study is found in the PACS, opened with a structure set or segmentation of it, and what is drawn goes back", async (context) => {
  if (noDicomWeb) context.skip(noDicomWeb);
  const { page, ...watched } = await openPage(browser, `${inject("viewerUrl")}?study=none/index.json`);
  const viewer = createViewerPage({ page, ...watched });
  const dialog = page.getByRole("dialog", { name: "PACS worklist" });
  const study = dialog.getByRole("list", { name: "Studies found" }).getByRole("button").first();

  await page.getByRole("main").getByRole("button", { name: "Open from PACS…" }).click({ timeout: 120_000 });
  await dialog.getByLabel("DICOMweb address").fill(gateway!.url);
  await dialog.getByRole("button", { name: "Search" }).click();
  // The page is loaded again, since only what its address names may be contacted, and goes on.
  await study.waitFor({ timeout: 120_000 });
  await dialog.getByLabel("Patient name or ID").fill("nobody-of-this-name");
  await page.keyboard.press("Enter");
  await dialog.getByText("No study found").waitFor();
  await dialog.getByLabel("Patient name or ID").fill("");
  await dialog.getByRole("button", { name: "Search" }).click();
  await study.getByText("to review").waitFor();
  await study.click();
  await dialog.getByRole("button", { name: /PLAN/ }).waitFor();
  expect(await findViolationsInThemes(page)).toEqual([]);
  await dialog.getByRole("button", { name: /PLAN/ }).click();
  await page.getByText(`512 × 512 × ${fewSlices.to - fewSlices.from}`).waitFor({ timeout: 120_000 });
  await waitUntil(
    async () => (await viewer.volumeMl("Target").catch(() => undefined)) !== undefined,
    120_000,
    "the structure",
  );
  const voxels = (await viewer.voxels()).reduce((count, label) => count + Number(label === 1), 0);
  expect(voxels).toBe(4 * 20 * 20);

  // The segmentation takes its place, and goes back as a new object that names it.
  await page.getByRole("button", { name: "PACS worklist" }).click();
  await dialog.getByRole("button", { name: /^Liver by a model/ }).click();
  await waitUntil(
    async () => (await viewer.volumeMl("Liver").catch(() => undefined)) !== undefined,
    120_000,
    "the segmentation",
  );
  await viewer.button("Other export formats").click();
  await page.getByRole("menuitem", { name: /Store to PACS/ }).click();
  await page.getByText(/Stored on .* as BINARY, read back and compared/).waitFor({ timeout: 120_000 });
  const found = (await (
    await fetch(`${orthanc!.url}tools/find`, {
      method: "POST",
      body: JSON.stringify({ Level: "Instance", Query: { Modality: "SEG" } }),
    })
  ).json()) as string[];
  expect(found).toHaveLength(2);
  const headers = await Promise.all(
    found.map(async (id) => {
      const file = await fetch(`${orthanc!.url}instances/${id}/file`);
      return parseDataset(new Uint8Array(await file.arrayBuffer()), { headerOnly: true }).dataset;
    }),
  );
  const [first, second] = headers.sort(
    (a, b) => Number(predecessorOf(a) !== undefined) - Number(predecessorOf(b) !== undefined),
  );
  expect(predecessorOf(second!)).toMatchObject({
    sopInstanceUID: first!.SOPInstanceUID![0],
    change: "Reviewed; no voxel was changed.",
  });

  // The same study as the prior one, with its structure set.
  await page.getByRole("button", { name: "PACS worklist" }).click();
  await study.click();
  await dialog.getByRole("button", { name: "As prior: PLAN" }).click();
  await page.getByTestId("pane-prior").locator("canvas").first().waitFor({ timeout: 120_000 });
  await page.getByRole("button", { name: "Close prior" }).waitFor();
  await page.close();
});

test("an archive's list: the most uncertain first, what failed with its reason", async (context) => {
  if (noDicomWeb) context.skip(noDicomWeb);
  const [certain, uncertain, failed] = ["2.25.701", "2.25.702", "2.25.703"] as const;
  for (const study of [certain, uncertain, failed]) {
    await copyInto(study, stored.slice, 1);
    if (study !== failed) await copyInto(study, stored.segmentation, 2);
  }
  const results = [certain, uncertain].map((studyInstanceUID, n) => ({
    studyInstanceUID,
    sopInstanceUID: `${studyInstanceUID}.2.1`,
    model: "ct-liver-tumour",
    uncertainty: n === 0 ? 0.1 : 0.4,
  }));
  const failures = [
    { studyInstanceUID: failed, model: "ct-liver-tumour", reason: "Slice 3 of 9 is missing." },
  ];
  const url = `${inject("viewerUrl")}?study=none/index.json&pacs=${encodeURIComponent(gateway!.url)}`;
  const { page } = await openPage(browser, url);
  const dialog = page.getByRole("dialog", { name: "PACS worklist" });
  const studies = dialog.getByRole("list", { name: "Studies found" }).getByRole("button");
  await page.getByRole("main").getByRole("button", { name: "Open from PACS…" }).click({ timeout: 120_000 });
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await dialog.locator("input[type=file]").setInputFiles({
    name: "worklist.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify({ version: 1, results, failures })),
  });
  for (const percent of [40, 10])
    await studies.getByText(`to review, uncertainty ${percent} %`).waitFor({ timeout: 120_000 });
  expect(await studies.locator(".state").allTextContents()).toEqual([
    "to review, uncertainty 40 %",
    "to review, uncertainty 10 %",
  ]);
  expect(await studies.first().textContent()).toContain(uncertain);
  await dialog.getByLabel("Show").selectOption("failed");
  await dialog.getByRole("button", { name: "Search" }).click();
  await studies.getByText("Slice 3 of 9 is missing.").waitFor({ timeout: 120_000 });
  expect(await studies.count()).toBe(1);
  await page.close();
});

test.each([
  {
    format: "NIfTI",
    ending: "nii.gz",
    image: () => makeNifti({ grid: source.volume.grid, values: source.volume.voxels, packed: true }),
    labels: () => toNifti(boxOf("Liver", 30)),
  },
  {
    format: "NRRD",
    ending: "nrrd",
    image: () => makeNrrd({ grid: source.volume.grid, values: source.volume.voxels, encoding: "gzip" }),
    labels: () => toNrrd([boxOf("Liver", 30)]),
  },
])(
  "an image in $format is opened as what the user says it is, labels over it, and exported as label map",
  async ({ format, ending, image, labels }) => {
    const { page, ...watched } = await openPage(browser, `${inject("viewerUrl")}?study=none/index.json`);
    const viewer = createViewerPage({ page, ...watched });
    await page
      .getByRole("main")
      .getByRole("button", { name: "Open from PACS…" })
      .waitFor({ timeout: 120_000 });
    await viewer.drop([{ name: `abdomen.${ending}`, bytes: image() }]);
    await page.getByRole("button", { name: "CT, in Hounsfield units" }).click({ timeout: 120_000 });
    await page.getByText(`${format} file: patient, study and date unknown`).waitFor({ timeout: 120_000 });
    await viewer.drop([{ name: `labels.${ending}`, bytes: labels() }]);
    await waitUntil(
      async () => (await viewer.volumeMl("Liver").catch(() => undefined)) !== undefined,
      120_000,
      "the labels",
    );
    const [download] = await Promise.all([
      page.waitForEvent("download", { timeout: 120_000 }),
      viewer.button("Export NIfTI").click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^segmentation-\d+\.nii\.gz$/);
    await page.close();
  },
);

import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { noDicomWeb, type OrthancServer, startOrthanc } from "../conformance/orthanc/orthanc-server.ts";
import { openPage, useBrowser } from "./browser.ts";
import {
  copyAsOtherSeries,
  createFolder,
  replaceText,
  sampleFiles,
  sampleFolder,
  sampleStudyUID,
} from "./sample-study.ts";
import { fewSlices } from "./served-files.ts";
import { waitUntil } from "./viewer-page.ts";

/** What a hospital's gateway adds to the server: leave for pages of other origins, and a user with a password. */
async function startGateway(orthancUrl: string) {
  const users: (string | undefined)[] = [];
  const gateway = createServer(async (request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "Accept, Authorization");
    if (request.method === "OPTIONS") return response.end();
    users.push(request.headers.authorization);
    const answer = await fetch(new URL(request.url!, orthancUrl), {
      headers: { Accept: request.headers.accept ?? "*/*" },
    });
    response.writeHead(answer.status, { "Content-Type": answer.headers.get("content-type") ?? "" });
    return response.end(new Uint8Array(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(gateway.address() as AddressInfo).port}`,
    users,
    close: () => gateway.close(),
  };
}

/** Agrees to speak to the server that the address of the page names. */
const connect = (page: Page) =>
  page.getByRole("button", { name: "Connect", exact: true }).click({ timeout: 120_000 });

const browser = await useBrowser();
let orthanc: OrthancServer;
let gateway: Awaited<ReturnType<typeof startGateway>>;

beforeAll(async () => {
  if (noDicomWeb) return;
  orthanc = await startOrthanc();
  gateway = await startGateway(orthanc.url);
  for (const name of sampleFiles().slice(fewSlices.from, fewSlices.to))
    await fetch(`${orthanc.url}instances`, { method: "POST", body: readFileSync(join(sampleFolder, name)) });
});

afterAll(async () => {
  gateway?.close();
  await orthanc?.[Symbol.asyncDispose]();
});

test("the address of a study on a DICOMweb server opens it, with a password", async (context) => {
  if (noDicomWeb) context.skip(noDicomWeb);
  const address = `http://someone:secret@${gateway.host}/dicom-web/studies?PatientID=*`;
  const { page } = await openPage(browser, `${inject("viewerUrl")}?dicomweb=${encodeURIComponent(address)}`);
  await connect(page);
  await page.getByText(`512 × 512 × ${fewSlices.to - fewSlices.from}`).waitFor();
  expect(new Set(gateway.users)).toEqual(new Set([`Basic ${btoa("someone:secret")}`]));
});

test("a search that finds several studies lists them, and a click shows what is in one", async (context) => {
  if (noDicomWeb) context.skip(noDicomWeb);
  using folder = createFolder();
  copyAsOtherSeries(folder.path, 40, 44);
  for (const name of readdirSync(folder.path)) {
    const body = readFileSync(join(folder.path, name));
    replaceText(body, sampleStudyUID, `${sampleStudyUID.slice(0, -1)}1`);
    await fetch(`${orthanc.url}instances`, { method: "POST", body });
  }
  const address = `http://someone:secret@${gateway.host}/dicom-web/studies?PatientID=*`;
  const page = await browser.newPage();
  await page.goto(`${inject("viewerUrl")}?dicomweb=${encodeURIComponent(address)}`);
  await connect(page);
  const list = page.getByRole("region", { name: "Studies" });
  const look = list.getByRole("button", { name: "Show series" });
  await waitUntil(async () => (await look.count()) === 2, 60_000, "the studies");
  // Each has one series of one volume, which is opened at once.
  for (const left of [1, 0]) {
    await look.first().click();
    await waitUntil(async () => (await list.locator("[aria-current=true]").count()) === 1, 60_000, "a study");
    await waitUntil(async () => (await look.count()) === left);
  }
  const sizes = (await list.locator("button.volume").allInnerTexts()).map(
    (text) => /× (\d+)$/m.exec(text)?.[1],
  );
  expect(sizes.sort()).toEqual(["12", "4"]);
});

test("an address at which nothing is says so", async (context) => {
  if (noDicomWeb) context.skip(noDicomWeb);
  const address = `http://${gateway.host}/elsewhere/studies/1.2.3`;
  const page = await browser.newPage();
  await page.goto(`${inject("viewerUrl")}?dicomweb=${encodeURIComponent(address)}`);
  await connect(page);
  await page.getByText(`The DICOMweb server ${gateway.host} did not return`).waitFor();
});

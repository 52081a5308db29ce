/** At the sizes that screens have, nothing is cut, covered, or over something else. */
import type { Locator } from "playwright-core";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { encodeDataset, encodeFile } from "../unit/dicom/make-dicom.ts";
import { makeSlices } from "../unit/dicom/make-series.ts";
import { useBrowser } from "./browser.ts";
import { findLayoutFaults } from "./layout-faults.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const browser = await useBrowser();
let viewer: ViewerPage;

beforeAll(async () => {
  viewer = await openViewer(
    browser,
    `${inject("viewerUrl")}?device=wasm`,
    serveQuickStudy({ from: 38, to: 50 }),
  );
});

const sizes = [
  { width: 900, height: 700 },
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
];

/** An organ, and more findings than a small page has room for. */
const drawFindings = () =>
  viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const { session } = viewer.workspace.study!;
    const edit = session.beginEdit("run", "run");
    for (let j = 150; j < 350; j++) edit.setRow({ i: 150, end: 350, j, k: 5 }, 1);
    for (let n = 0; n < 12; n++)
      for (let j = 0; j < 9; j++)
        edit.setRow({ i: 160 + 14 * n, end: 170 + 14 * n, j: 200 + j, k: n % 12 }, 2);
    edit.commit();
  });

const dialog = () => viewer.page.getByRole("dialog");
const press = (key: string) => viewer.page.locator("body").press(key);

async function setSize(size: (typeof sizes)[number]): Promise<void> {
  await viewer.page.setViewportSize(size);
  await waitUntil(async () =>
    viewer.page.evaluate(
      (width) =>
        innerWidth === width &&
        (document.querySelector("viewer-app") as unknown as { viewer: Viewer }).viewer.state.isNarrow ===
          width < 1024,
      size.width,
    ),
  );
}

async function inDialog(open: () => Promise<void>, look: () => Promise<void>): Promise<void> {
  await open();
  await dialog().first().waitFor();
  await look();
  await viewer.page.keyboard.press("Escape");
  await dialog().first().waitFor({ state: "detached" });
}

/** Whether the middle of something is what one sees there. */
const isOnTop = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const found = (element.getRootNode() as ShadowRoot).elementFromPoint(
      (left + right) / 2,
      (top + bottom) / 2,
    );
    return element.contains(found);
  });

/** What is wrong on the screens that were looked at, by their names. */
function createFindings() {
  const found: Record<string, string[]> = {};
  const look = async (name: string): Promise<void> => {
    const faults = await findLayoutFaults(viewer.page);
    if (faults.length > 0) found[name] = faults;
  };
  return { found, look };
}

describe.each(sizes)("at $width x $height", (size) => {
  test("nothing is cut, covered or over something else, in either language; the review buttons are in sight", async () => {
    await viewer.startOver();
    await setSize(size);
    await drawFindings();
    const { found, look } = createFindings();
    const isDrawer = size.width < 1024;
    for (const [language, accept] of [
      ["de", "Annehmen"],
      ["en", "Accept"],
    ] as const) {
      const said = (name: string) => `${name}, ${language}`;
      await viewer.page.evaluate((to) => {
        const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
        viewer.screen.change("language", to);
      }, language);
      await look(said("images"));
      if (isDrawer) await press("Shift+P");
      await viewer.button(accept).waitFor();
      await look(said("panel"));
      await press("n");
      await press("b");
      await viewer.page.locator("operation-panel summary").click();
      await look(said("operations"));
      expect(await isOnTop(viewer.button(accept))).toBe(true);
      await viewer.page.locator("operation-panel summary").click();
      if (isDrawer) await press("Shift+P");
      // What stands on the panes is hardly longer in one language than in the other, and each layout is four pictures.
      for (const layout of language === "de" ? [1, 2, 3, 4] : []) {
        await press("l");
        await look(said(`layout ${layout}`));
      }
      const openRunOptions = () => viewer.page.locator("autoseg-run-options button").first().click();
      await inDialog(openRunOptions, () => look(said("run options")));
      await inDialog(
        () => press("Shift+?"),
        () => look(said("keys")),
      );
      await inDialog(
        () => press("Control+,"),
        () => look(said("preferences")),
      );
      await viewer.page.locator("export-menu button.more").click();
      await viewer.page.getByRole("menuitem").first().waitFor();
      await look(said("exports"));
      await viewer.page.keyboard.press("Escape");
    }
    expect(found).toEqual({});
  });
});

/** Two series of one study. */
const twoSeries = ["1.2.3.4", "1.2.3.5"].flatMap((seriesInstanceUID) =>
  makeSlices({ columns: 64, rows: 64, pixelSpacing: [4, 4], seriesInstanceUID }).map((attributes, k) => ({
    name: `${seriesInstanceUID}-${k}.dcm`,
    bytes: encodeFile("1.2.840.10008.1.2.1", encodeDataset(attributes)),
  })),
);

test("nothing is cut or covered in the run report, the question before leaving and the list of studies", async () => {
  const { found, look } = createFindings();
  // Where least fits, and where everything is larger.
  const lookAtEach = async (name: string): Promise<void> => {
    for (const size of [sizes[0]!, sizes.at(-1)!]) {
      await setSize(size);
      await look(`${name}, ${size.width} x ${size.height}`);
    }
  };
  await viewer.startOver();
  await viewer.segment();
  await inDialog(
    () => press("i"),
    () => lookAtEach("report"),
  );
  await drawFindings();
  await viewer.drop(twoSeries);
  const leave = viewer.button("Discard and open");
  await leave.waitFor();
  await lookAtEach("question");
  await leave.click();
  const studies = viewer.page.getByRole("region", { name: "Studies" });
  await studies.locator("button.volume").nth(1).waitFor();
  await lookAtEach("studies");
  for (const theme of ["light", "contrast"] as const) {
    await viewer.page.evaluate((to) => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      viewer.screen.change("theme", to);
    }, theme);
    await look(theme);
  }
  expect(found).toEqual({});
});

test("nothing is cut or covered on the start page, at any size", async () => {
  const { found, look } = createFindings();
  await viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    viewer.controller.close();
  });
  for (const size of sizes) {
    await setSize(size);
    await look(`${size.width} x ${size.height}`);
  }
  expect(found).toEqual({});
  viewer.expectQuiet();
});

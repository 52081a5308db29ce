import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Viewer } from "../src/viewer/viewer.ts";
import { copyAsOtherSeries, copySlices } from "../tests/e2e/sample-study.ts";

/** A model on a processor that others use as well takes minutes. */
const patienceMs = 300_000;

/** A state of the viewer that is worth a picture; each begins where the one before it left off. */
export interface Screen {
  readonly name: string;
  /** Where the page has no room for the panel beside the images, it is opened over them. */
  readonly hasPanel?: boolean;
  readonly show: (page: Page) => Promise<void>;
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** A place of the axial pane, as fractions of its width and height. */
async function atAxial(page: Page, x: number, y: number): Promise<readonly [number, number]> {
  const box = (await page.getByTestId("pane-axial").boundingBox())!;
  return [box.x + x * box.width, box.y + y * box.height];
}

/** Clicks the slice strip at a fraction of its width. */
async function lookAtSlice(page: Page, part: number): Promise<void> {
  const strip = page.getByRole("slider", { name: /slice/i }).last();
  const box = await strip.boundingBox();
  if (box) await page.mouse.click(box.x + box.width * part, box.y + box.height / 2);
}

async function waitUntilEnabled(page: Page, name: string): Promise<void> {
  const target = button(page, name);
  const deadline = performance.now() + patienceMs;
  while (!((await target.isVisible()) && (await target.isEnabled()))) {
    if (performance.now() > deadline)
      throw new Error(`"${name}" was not ready within ${patienceMs / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function chooseLayout(page: Page, name: string): Promise<void> {
  await button(page, "All layouts").click();
  await page.getByRole("menuitemradio", { name, exact: true }).click();
}

/** Opens the panel where it is a drawer, or closes it again. */
export async function showDrawer(page: Page, isShown: boolean): Promise<void> {
  const panel = page.getByRole("complementary");
  // The page takes note of another width after it has been laid out.
  await page.waitForFunction(() => {
    const app = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    return app.viewer.state.isNarrow === matchMedia("(max-width: 1023px)").matches;
  });
  if ((await panel.isVisible()) === isShown) return;
  await page.keyboard.press("Shift+P");
  await panel.waitFor({ state: isShown ? "visible" : "hidden" });
}

async function setTheme(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+,");
  await page.getByRole("combobox", { name: "Theme" }).selectOption(name);
  await closeDialog(page);
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await page.locator("viewer-dialogs dialog").waitFor({ state: "detached" });
}

export const screens: readonly Screen[] = [
  {
    name: "prompts",
    hasPanel: true,
    async show(page) {
      await waitUntilEnabled(page, "Segment");
      await lookAtSlice(page, 0.34);
      await page.keyboard.press("2");
      await page.keyboard.press(".");
      await page.mouse.click(...(await atAxial(page, 0.258, 0.522)));
      await page.locator("autoseg-prompts").getByText(/\d ml/).waitFor({ timeout: patienceMs });
    },
  },
  {
    name: "viewer",
    async show(page) {
      await page.keyboard.press("Escape");
      await page.keyboard.press("1");
      await page.keyboard.press("X");
      await waitUntilEnabled(page, "Segment");
      await button(page, "Segment").click();
      await button(page, "Cancel").waitFor({ state: "visible", timeout: patienceMs });
      await waitUntilEnabled(page, "Segment");
      await lookAtSlice(page, 0.63);
      await page.mouse.click(...(await atAxial(page, 0.33, 0.5)));
    },
  },
  {
    name: "brush",
    async show(page) {
      await button(page, "Got it").click();
      await button(page, "Brush").click();
      await page.mouse.move(...(await atAxial(page, 0.38, 0.4)));
    },
  },
  {
    name: "surfaces",
    async show(page) {
      await chooseLayout(page, "Three panes and 3D surfaces");
      const working = page.getByTestId("pane-surfaces").getByText("Computing surfaces…");
      await working.waitFor({ timeout: 10_000 }).catch(() => undefined);
      await working.waitFor({ state: "detached", timeout: patienceMs });
    },
  },
  {
    name: "rendering",
    async show(page) {
      await chooseLayout(page, "One large pane and three small ones");
      await page.getByRole("combobox", { name: "Volume rendering" }).selectOption("Bones and vessels");
    },
  },
  {
    name: "operations",
    hasPanel: true,
    async show(page) {
      await page.getByRole("combobox", { name: "Volume rendering" }).selectOption("Off");
      await chooseLayout(page, "Three panes");
      await page.getByText(/^Operations on /).click();
    },
  },
  {
    name: "comparison",
    hasPanel: true,
    async show(page) {
      await page.getByText(/^Operations on /).click();
      const [download] = await Promise.all([
        page.waitForEvent("download", { timeout: patienceMs }),
        button(page, "Export DICOM-SEG").click(),
      ]);
      await page.mouse.move(...(await atAxial(page, 0.4, 0.3)));
      await page.mouse.down();
      await page.mouse.move(...(await atAxial(page, 0.45, 0.35)), { steps: 5 });
      await page.mouse.up();
      const reference = join(folder(), "reference.dcm");
      await download.saveAs(reference);
      await page.locator("comparison-panel input[type=file]").setInputFiles(reference);
      await page.getByRole("table", { name: "Comparison with a reference" }).waitFor({ timeout: patienceMs });
      await page.getByText("Computing the comparison…").waitFor({ state: "detached", timeout: patienceMs });
    },
  },
  {
    name: "follow-up",
    hasPanel: true,
    async show(page) {
      await page.getByText("Follow-up", { exact: true }).click();
      await page.getByLabel("Files of the prior study").setInputFiles(oneSeries());
      await page.getByTestId("pane-prior").locator("canvas").first().waitFor({ timeout: patienceMs });
    },
  },
  {
    name: "review",
    hasPanel: true,
    async show(page) {
      await button(page, "Close prior").click();
      await page.getByText("Follow-up", { exact: true }).click();
      await page.getByText("Comparison with a reference", { exact: true }).click();
      await page.keyboard.press("n");
    },
  },
  {
    name: "german",
    hasPanel: true,
    async show(page) {
      await page.getByRole("combobox", { name: "Language" }).selectOption("Deutsch");
      await button(page, "Segmentieren").waitFor();
    },
  },
  {
    name: "german-keys",
    async show(page) {
      await page.keyboard.press("Shift+?");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "light",
    hasPanel: true,
    async show(page) {
      await closeDialog(page);
      await page.getByRole("combobox", { name: "Sprache" }).selectOption("English");
      await setTheme(page, "light");
    },
  },
  {
    name: "high-contrast",
    hasPanel: true,
    async show(page) {
      await setTheme(page, "contrast");
    },
  },
  {
    name: "run-options",
    async show(page) {
      await setTheme(page, "dark");
      await page.getByRole("button", { name: /^Run options/ }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "exports",
    async show(page) {
      await page.keyboard.press("Escape");
      await button(page, "Other export formats").click();
      await page.getByRole("menuitem").first().waitFor();
    },
  },
  {
    name: "error",
    async show(page) {
      await page.keyboard.press("Escape");
      await page.locator("input#files").setInputFiles(noImage());
      await button(page, "Discard and open").click();
      await page.getByRole("alert").first().waitFor();
    },
  },
  {
    name: "added-models",
    async show(page) {
      await page.keyboard.press("Control+,");
      await button(page, "Show added models").click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "keys",
    async show(page) {
      await closeDialog(page);
      await page.keyboard.press("Shift+?");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "preferences",
    async show(page) {
      await closeDialog(page);
      await page.keyboard.press("Control+,");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "messages",
    async show(page) {
      await closeDialog(page);
      await page.getByRole("button", { name: /^Messages/ }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "report",
    async show(page) {
      await closeDialog(page);
      await page.keyboard.press("i");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "question",
    async show(page) {
      await closeDialog(page);
      await page.locator("input#files").setInputFiles(twoSeries());
      await button(page, "Discard and open").waitFor();
    },
  },
  {
    name: "studies",
    async show(page) {
      await button(page, "Discard and open").click();
      await page
        .getByRole("region", { name: "Studies" })
        .locator("button.volume")
        .nth(1)
        .waitFor({ timeout: patienceMs });
    },
  },
  {
    name: "start",
    async show(page) {
      await page.route("**/study/**", (route) => route.fulfill({ json: { files: [] } }));
      page.on("dialog", (dialog) => void dialog.accept());
      await page.reload({ timeout: patienceMs });
      await page.getByText("Drop a DICOM folder here").waitFor();
    },
  },
];

/** A file that no image can be read from. */
function noImage(): string {
  const path = join(folder(), "report.dcm");
  writeFileSync(path, "not DICOM");
  return path;
}

/** A folder for files, removed when the program ends. */
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "autoseg-screens-"));
  process.once("exit", () => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Files of a series. */
function oneSeries(): string[] {
  const path = folder();
  copySlices(path, 40, 46);
  return readdirSync(path).map((name) => join(path, name));
}

/** Files of two series of one study. */
function twoSeries(): string[] {
  const path = folder();
  copySlices(path, 40, 46);
  copyAsOtherSeries(path, 36, 48);
  return readdirSync(path).map((name) => join(path, name));
}

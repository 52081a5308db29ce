/** That the search for faults of the layout finds each kind, and nothing where there is none; on pages of a few elements. */
import { expect, test } from "vitest";
import { newContext, useBrowser } from "./browser.ts";
import { findLayoutFaults } from "./layout-faults.ts";

const browser = await useBrowser();
const page = await (await newContext(browser)).newPage();

const line = "Segmentation of the liver and its tumours";
const cut = "width: 60px; overflow: hidden; white-space: nowrap";
const cover = "inset: 0; background: white";

test.each([
  {
    name: "text that is cut",
    html: `<p style="${cut}">${line}</p>`,
    faults: [`cut: page p "${line.slice(0, 40)}"`],
  },
  {
    name: "no text with … and a tooltip",
    html: `<p style="${cut}; text-overflow: ellipsis" title="${line}">${line}</p>`,
    faults: [],
  },
  {
    name: "no text that can be scrolled to",
    html: `<div style="height: 20px; overflow: auto"><p>${line}</p><button>Export</button></div>`,
    faults: [],
  },
  {
    name: "a word on two lines",
    html: `<p style="width: 60px; overflow-wrap: anywhere">Segmentation of it</p>`,
    faults: ['broken word: page p "Segmentation of it"'],
  },
  {
    name: "text over text",
    html: `<p>one</p><p style="position: absolute; margin: 0; top: 16px; left: 8px">two</p>`,
    faults: ['overlap: page p "one" and page p "two"'],
  },
  {
    name: "a control outside of the page",
    html: `<button style="position: absolute; left: -40px">Export</button>`,
    faults: ['cut: page button "Export"', 'outside: page button "Export"'],
  },
  {
    name: "a control that is covered",
    html: `<button>Export</button><div style="position: absolute; ${cover}"></div>`,
    faults: ['covered: page button "Export" by page div ""'],
  },
  {
    name: "no control below a drawer",
    html: `<button>Export</button><div style="position: fixed; ${cover}"></div>`,
    faults: [],
  },
  {
    name: "what scrolls sideways",
    html: `<div style="width: 60px; overflow: auto; white-space: nowrap">${line}</div>`,
    faults: [`scrolls sideways: page div "${line.slice(0, 40)}"`],
  },
])("finds $name", async ({ html, faults }) => {
  await page.setContent(`<!doctype html><body>${html}`);
  expect(await findLayoutFaults(page)).toEqual(faults);
});

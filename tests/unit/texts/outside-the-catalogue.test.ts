// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are sources with templates in them.
import { parseSync } from "vite";
import { describe, expect, test } from "vitest";
import { catalogues } from "../../../src/texts/index.ts";
import { listFiles, readText } from "../import-graph.ts";

/** Rooms in which what a person reads on the screen is put together. */
const rooms = ["controller", "cornerstone", "editing", "review", "tools", "ui", "viewer"];

/** What is the same in every language: units, letters of the window, the program's name. */
const untranslatable = new Set(["mm", "ml", "HU", "W", "L", "s", "Autoseg", "Dice"]);

/** Attributes of HTML that are read out or shown. */
const spoken =
  /\b(title|aria-label|aria-valuetext|aria-description|placeholder|alt|label)=("[^"]*"|'[^']*')/g;

/** Properties and calls whose strings are shown. */
const shownProperties = new Set([
  "title",
  "text",
  "label",
  "name",
  "reason",
  "warning",
  "textContent",
  "innerText",
  "ariaLabel",
  "placeholder",
]);
const shownCalls = new Set([
  "notify",
  "emit",
  "beginEdit",
  "replace",
  "describeSegments",
  "recordDecision",
  "toggle",
  "withKey",
]);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

/** Calls the visitor with every node of a tree and those above it, the nearest last. */
function walk(node: Node, visit: (node: Node, above: readonly Node[]) => void, above: Node[] = []): void {
  visit(node, above);
  above.push(node);
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit, above);
  above.pop();
}

/** Two words that follow each other. */
const isProse = (text: string): boolean => /\p{L}{2,} \p{L}{2,}/u.test(text) && !isKeys(text);
/** A word that begins as a sentence does: what is in small letters names something for the program. */
const isWord = (text: string): boolean =>
  /^\P{L}*\p{Lu}\p{Ll}/u.test(text) && !untranslatable.has(text.trim()) && !isKeys(text);
/** "Ctrl+Shift+Z": keys are named in English, and shown by the catalogue's names. */
const isKeys = (text: string): boolean =>
  text.split(/[+ ]/).every((part) => part in catalogues.en.texts.keyNames || !/\p{L}{2}/u.test(part));

const nameOf = (node: unknown): string => {
  if (!isNode(node)) return "";
  if (node.type === "MemberExpression") return nameOf(node.property);
  return String(node.name ?? node.value ?? "").replace(/^#/, "");
};

/** Messages of errors are texts of the rooms that throw them. */
function isOfError(above: readonly Node[], makers: ReadonlySet<string>): boolean {
  return above.some(
    (node) =>
      node.type === "ThrowStatement" ||
      // What a check of valibot says goes into an error.
      (node.type === "CallExpression" && nameOf(node.callee) === "check") ||
      (node.type === "NewExpression" && /(Error|Exception)$/.test(nameOf(node.callee))) ||
      (node.type === "CallExpression" && makers.has(nameOf(node.callee))) ||
      (node.type === "FunctionDeclaration" && makers.has(nameOf(node.id))),
  );
}

/** Whether the string is where a text of the screen would be. */
function isShown(node: Node, above: readonly Node[]): boolean {
  const parent = above.at(-1)!;
  if (parent.type === "Property" && parent.value === node) return shownProperties.has(nameOf(parent.key));
  if (parent.type === "CallExpression") return shownCalls.has(nameOf(parent.callee));
  if (parent.type === "AssignmentExpression") return shownProperties.has(nameOf(parent.left));
  const isPutIn = above.some((one) => one.type === "TaggedTemplateExpression" && nameOf(one.tag) === "html");
  return isPutIn && parent.type !== "BinaryExpression";
}

/** Texts in a source file that stand outside the catalogue. */
function findTexts(source: string, path: string): string[] {
  const { program, errors } = parseSync(path, source);
  expect(errors, path).toEqual([]);
  const makers = new Set<string>();
  walk(program as unknown as Node, (node) => {
    if (node.type !== "FunctionDeclaration") return;
    const { start, end } = node as unknown as { start: number; end: number };
    if (/new \w*Error\(/.test(source.slice(start, end)) && /\): \w*Error\b/.test(source.slice(start, end)))
      makers.add(nameOf(node.id));
  });
  const found: string[] = [];
  walk(program as unknown as Node, (node, above) => {
    if (node.type === "TaggedTemplateExpression" && nameOf(node.tag) === "html") {
      found.push(...textsOfHtml((node.quasi as { quasis: { value: { raw: string } }[] }).quasis));
      return;
    }
    const parent = above.at(-1)!;
    if (isOfError(above, makers)) return;
    if (node.type === "Literal" && typeof node.value === "string") {
      const isName = /^(Import|Export|TS|Property$)/.test(parent.type) && parent.value !== node;
      if (isName || above.some(({ type }) => type.startsWith("TS"))) return;
      if (isProse(node.value) || (isWord(node.value) && isShown(node, above))) found.push(node.value);
    }
    if (node.type === "TemplateLiteral" && parent.type !== "TaggedTemplateExpression") {
      const parts = (node.quasis as { value: { raw: string } }[]).map(({ value }) => value.raw);
      if (parts.some(isProse) || (parts.some(isWord) && isShown(node, above))) found.push(parts.join("…"));
    }
  });
  return found;
}

/** What stands in a template as text, or in an attribute that is read out, besides what is put in. */
function textsOfHtml(quasis: readonly { value: { raw: string } }[]): string[] {
  const html = quasis.map(({ value }) => value.raw).join("\0");
  const attributes = [...html.matchAll(spoken)].map(([, , value]) => value!.slice(1, -1));
  const texts = html
    .replace(/<[^>]*>/g, "\n")
    .replace(/&\w+;/g, " ")
    .split(/[\n\0]/);
  return [...attributes, ...texts]
    .flatMap((text) => text.split("\0"))
    .map((text) => text.trim())
    .filter((text) => /\p{L}/u.test(text) && !untranslatable.has(text));
}

/** Strings that only look like texts: names in the browser's storage and in DICOM, markup, and parts of errors. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "src/controller/kept-work/kept-works.ts": ["set aside "],
  "src/controller/kept-work/study-claim.ts": ["autoseg page ", "autoseg study "],
  "src/cornerstone/exportable.ts": ["PatientID and PatientName"],
  "src/cornerstone/host-viewports.ts": ["the tool group… … in …", "a stack of … images"],
  "src/cornerstone/host-opening.ts": [
    "The segmentation of … was not exported, and the viewports now show ….",
    "The segmentation of … was not exported, and another one is to be opened.",
  ],
  "src/cornerstone/loaded-volume.ts": [
    "Image … of … of … could not be loaded",
    "the stack",
    'the volume "…"',
  ],
  "src/cornerstone/extension-models.ts": ["Choose one of: …."],
  "src/viewer/components/icon.ts": ['<svg aria-hidden="true"'],
};

describe("no text stands outside the catalogue", () => {
  const find = (paths: readonly string[]): string[] =>
    paths.flatMap((path) =>
      findTexts(readText(path), path)
        .filter((text) => !allowed[path]?.includes(text))
        .map((text) => `${path}: ${text}`),
    );

  test.each(rooms)("in %s", (room) => {
    // The server speaks to a terminal.
    expect(find(listFiles(`src/${room}`).filter((path) => !path.includes("/server/")))).toEqual([]);
  });

  test("in the warnings of models", () => {
    expect(find(["src/model/suitability.ts", "src/model/body-region.ts"])).toEqual([]);
  });
});

describe("a text outside the catalogue is found", () => {
  test.each([
    ["in a template", "html`<button><b></b> Save</button>`", "Save"],
    ["in an attribute", 'html`<button title="Save it"></button>`', "Save it"],
    ["in a part of an attribute", 'html`<button aria-label="${plane} slice"></button>`', "slice"],
    ["in a message", 'notices.notify("info", "Saved.")', "Saved."],
    ["in a question", 'ask({ title: "Save?", choices: [] })', "Save?"],
    ["in a choice within a template", 'html`<b>${isBusy ? "Wait" : ""}</b>`', "Wait"],
    ["in an element", 'element.textContent = "Loading"', "Loading"],
    ["in the name of a step", "session.beginEdit('hand', `brush on ${label}`)", "brush on …"],
    ["in a constant", 'const sentence = "This cannot be done."', "This cannot be done."],
  ])("%s", (_, source, text) => expect(findTexts(source, "a.ts")).toEqual([text]));

  test.each([
    ["errors", 'throw new AutosegError("busy", "The model is running.")'],
    ["styles", "css`.a { color: red solid thin }`"],
    ["units", "html`<span>${value} mm</span>`"],
    ["texts of the catalogue", 'html`<b title=${t("common.close")}>${t("common.close")}</b>`'],
  ])("but not %s", (_, source) => expect(findTexts(source, "a.ts")).toEqual([]));
});

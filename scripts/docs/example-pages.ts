import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folders, root } from "./folders.ts";

const examples = join(root, "docs", "examples");

/** Examples that come first, in the order in which they are read; others follow by their names. */
const order = [
  "panel",
  "run",
  "react",
  "stack",
  "own-model",
  "own-tool",
  "edit",
  "review",
  "export",
  "dicomweb",
  "worker-only",
];

/** Every example that has a page: each `NAME.html` with its program beside it. */
export function exampleNames(): readonly string[] {
  const rank = (name: string): number => (order.indexOf(name) + 1 || order.length + 1) - 1;
  return readdirSync(examples)
    .filter((name) => name.endsWith(".html"))
    .map((name) => name.slice(0, -".html".length))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, "en"));
}

/** The title of an example: that of its page. */
export function exampleTitle(name: string): string {
  return /<title>(.+?)<\/title>/.exec(read(`${name}.html`))?.[1] ?? name;
}

/** Writes a page for each example, where it can be run and read, and one for all of them. */
export function stageExamples(): void {
  const folder = join(folders.pages, "examples");
  mkdirSync(folder, { recursive: true });
  for (const name of exampleNames()) writeFileSync(join(folder, `${name}.md`), examplePage(name));
  writeFileSync(join(folder, "index.md"), overview());
}

function examplePage(name: string): string {
  const program = programOf(name);
  const hosted = read(program).includes('"./host.ts"');
  return [
    `# ${exampleTitle(name)}`,
    caption(name),
    `<LiveExample page="${name}" title="${exampleTitle(name)}" />`,
    ...fence(program),
    ...fence(`${name}.html`),
    ...(hosted
      ? [
          "## The application around it",
          "All examples with viewports run in this one.",
          ...fence("host.ts", false),
        ]
      : []),
  ].join("\n\n");
}

function overview(): string {
  const rows = exampleNames().map((name) => `| [${exampleTitle(name)}](./${name}.md) | ${caption(name)} |`);
  return [
    "# Examples",
    "Each runs in its page, with the synthetic study and the models of the project, and shows its code. " +
      "`npx vite docs/examples` opens them outside this site. The browser tests drive them with a real mouse.",
    ["| example | shows |", "| --- | --- |", ...rows].join("\n"),
  ].join("\n\n");
}

function programOf(name: string): string {
  return /<script type="module" src="\.\/([\w.-]+)">/.exec(read(`${name}.html`))?.[1] ?? `${name}.ts`;
}

/** The first docstring of the program. */
function caption(name: string): string {
  const text = /\/\*\*(.+?)\*\//s.exec(read(programOf(name)))?.[1] ?? "";
  return text
    .replace(/^\s*\* ?/gm, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function fence(file: string, hasTitle = true): string[] {
  const language = file.split(".").at(-1)!;
  return [...(hasTitle ? [`## ${file}`] : []), `\`\`\`\`${language}\n${read(file).trimEnd()}\n\`\`\`\``];
}

function read(file: string): string {
  return readFileSync(join(examples, file), "utf8");
}

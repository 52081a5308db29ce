import { exampleNames, exampleTitle } from "./example-pages.ts";
import type { Page } from "./stage-pages.ts";

interface Item {
  readonly text: string;
  readonly link: string;
}

interface Group {
  readonly text: string;
  readonly collapsed?: boolean;
  readonly items: readonly Item[];
}

/** Which pages stand together, in reading order; those in no group come last, so that none is lost. */
const groups: readonly (readonly [text: string, paths: readonly string[]])[] = [
  [
    "In five minutes",
    ["cornerstone3d", "ohif", "node", "command-line", "own-model"].map((name) => `five-minutes/${name}.md`),
  ],
  ["The viewer", ["viewer.md", "editing.md", "deploying.md", "languages.md"]],
  ["In your application", ["overview.md", "extension.md", "ohif.md", "packages.md"]],
  ["DICOM and files", ["dicom.md", "dicom-seg.md", "formats.md", "archive.md", "interoperability.md"]],
  [
    "Models",
    [
      "models.md",
      "architectures.md",
      "your-models.md",
      "manifest.md",
      "prompts.md",
      "training.md",
      "performance.md",
    ],
  ],
  [
    "The project",
    ["architecture.md", "errors.md", "contributing.md", "changelog.md", "security.md", "licences.md"],
  ],
];

/** The entries of the library in the reference. */
const reference = [
  "index",
  "cornerstone",
  "panel",
  "dicom",
  "dicomweb",
  "dicom-seg",
  "formats",
  "editing",
  "prompting",
  "review",
  "metrics",
  "react",
];

/** The bar at the top and the list at the side, of the pages that there are. */
export function createNavigation(pages: readonly Page[], entries: readonly string[]) {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const item = ({ path, title }: Pick<Page, "path" | "title">): Item => ({ text: title, link: toLink(path) });
  const named: Group[] = groups.map(([text, paths]) => ({
    text,
    items: paths
      .map((path) => byPath.get(path))
      .filter((page) => page !== undefined)
      .map(item),
  }));
  const listed = new Set(groups.flatMap(([, paths]) => paths));
  const inFolder = (folder: string): Item[] =>
    pages.filter(({ path }) => path.startsWith(`${folder}/`) && !listed.has(path)).map(item);
  const others = pages.filter(({ path }) => !path.includes("/") && !listed.has(path));
  const examples: Group = {
    text: "Examples",
    items: [
      { text: "All examples", link: "/examples/" },
      ...exampleNames().map((name) => ({ text: exampleTitle(name), link: `/examples/${name}` })),
    ],
  };
  const order = (entry: string): number => (reference.indexOf(entry) + 1 || reference.length + 1) - 1;
  const api: Group = {
    text: "Reference",
    items: [...entries]
      .sort((a, b) => order(a) - order(b))
      .map((entry) => ({
        text: entry === "index" ? "cornerstone-autoseg" : `/${entry}`,
        link: `/reference/${entry}`,
      })),
  };
  const sidebar = [
    named[0]!,
    examples,
    ...named.slice(1),
    api,
    { text: "Model cards", collapsed: true, items: inFolder("models") },
    { text: "Decisions", collapsed: true, items: inFolder("decisions") },
    { text: "More", items: others.map(item) },
  ].filter(({ items }) => items.length > 0);
  const nav = [
    { text: "Start", link: named[0]!.items[0]!.link },
    { text: "Examples", link: "/examples/" },
    { text: "Models", link: "/models" },
    { text: "Reference", link: api.items[0]?.link ?? "/overview" },
  ];
  return { nav, sidebar };
}

const toLink = (path: string): string => `/${path.replace(/(index)?\.md$/, "")}`;

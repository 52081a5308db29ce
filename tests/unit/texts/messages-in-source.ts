import { parseSync } from "vite";
import { listFiles, readText } from "../import-graph.ts";

/** Rooms whose errors and notes reach the screen. */
const rooms = [
  ...[
    "geometry",
    "volume",
    "regions",
    "workers",
    "dicom",
    "dicom-objects",
    "volume-files",
    "dicomweb",
    "model",
    "metrics",
    "crf",
  ],
  ...[
    "editing",
    "inference",
    "review",
    "segmentation",
    "prompting",
    "controller",
    "cornerstone",
    "ohif",
    "ui",
    "viewer",
  ],
];

/**
 * Files whose sentences no user of the viewer reads: what the server, `seg check` and `model check` print, schemas of
 * manifests, names in DICOM objects, what only Node says.
 */
const silentFiles = [
  /\/(server|check|sr)\//,
  /-node\.ts$/,
  /^src\/dicom\/(dictionary|element-writer|part10-writer|private-dictionary|transfer-syntaxes)\.ts$/,
  /^src\/dicom\/parse\/character-sets\.ts$/,
  /^src\/dicom\/series\/traits\.ts$/,
  /^src\/dicom-objects\/common\/(anonymity|clean-labels)\.ts$/,
  /^src\/dicom-objects\/seg\/(palette|provenance|segment-items|srgb-profile)\.ts$/,
  /^src\/volume-files\/raw-values\.ts$/,
  /^src\/crf\/mean-field\.ts$/,
  /^src\/inference\/(label-shader|runtime-worker)\.ts$/,
  /^src\/model\/(before|check-weights|contradictions|label-schema|network-sets|external-data|input|intensity|resampling|manifest-schema|network|onnx-graph|schema-parts|tensor)\.ts$/,
  /^src\/controller\/kept-work\/kept-work\.ts$/,
  /^src\/prompting\/walker-engine\.ts$/,
  /^src\/viewer\/components\/icon\.ts$/,
  /^src\/viewer\/(keys|key-bindings)\.ts$/,
];

/** Calls whose strings name things for a program, or are texts of the catalogue. */
const silentCalls = new Set(["dcm", "sct", "encode", "replace", "t", "onStage"]);

/** Strings that only look like messages. */
const silentTexts = new Set([
  "DICOM file",
  "graphics adapter",
  "voxels above the model's threshold",
  "Segment Number",
  "Image Position Patient",
  "image type",
  "weights SHA-256 {{1}}",
  "autoseg page ",
  "autoseg study ",
  "set aside ",
  "N, Enter, Delete",
  "Basic {{1}}",
  "unreachable: every grid axis is assigned to one patient axis",
]);
const isContentType = /^(application|multipart)\/|\r\n/;

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

/** Two words that follow each other, or a word beside something that is put in. */
const isProse = (text: string): boolean =>
  [
    /\p{L}{2,}[,:;]? \p{L}{2,}/u,
    /^\p{Lu}\p{Ll}{3,} \{\{/u,
    /^\{\{1\}\} (to|threads)\b/u,
    /^WebAssembly, /,
    /" and "|voxels of \{\{|\(largest |ml, then/,
    / \((of|reason) \{\{/,
    /; it has |x \{\{\d\}\} pixels$|^"\{\{1\}\}" \{\{2\}\}$/,
  ].some((pattern) => pattern.test(text));

/** A string, a template or their sum as one text, `{{1}}` standing for the first thing that is put in; undefined for anything else. */
function toText(node: Node): string | undefined {
  let count = 0;
  const toPart = (part: Node): string | undefined => {
    if (part.type === "Literal") return typeof part.value === "string" ? part.value : undefined;
    if (part.type === "TemplateLiteral")
      return (part.quasis as { value: { cooked: string } }[])
        .map(({ value }, index) => (index === 0 ? value.cooked : `{{${++count}}}${value.cooked}`))
        .join("");
    if (part.type !== "BinaryExpression" || part.operator !== "+") return undefined;
    const left = toPart(part.left as Node);
    const right = toPart(part.right as Node);
    return left !== undefined && right !== undefined ? left + right : undefined;
  };
  return toPart(node);
}

const nameOf = (node: unknown): string => {
  if (!isNode(node)) return "";
  return node.type === "MemberExpression" ? nameOf(node.property) : String(node.name ?? "");
};

/** The messages in a source file: sentences and clauses, as the catalogues of other languages have them. */
export function messagesIn(source: string, path: string): string[] {
  const found: string[] = [];
  const visit = (node: Node, isPart: boolean): void => {
    if (/^(Import|Export(All|Named)|TS)/.test(node.type) && node.type !== "TSAsExpression") {
      if (isNode(node.declaration)) visit(node.declaration, false);
      return;
    }
    if (node.type === "CallExpression" && silentCalls.has(nameOf(node.callee))) return;
    const text = toText(node);
    if (text !== undefined && !isPart && isProse(text) && !silentTexts.has(text) && !isContentType.test(text))
      found.push(text);
    // The words of a template that is marked, html`...`, are looked at elsewhere.
    const isWithin = text !== undefined || node.type === "TaggedTemplateExpression";
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? value : [value])
        if (isNode(child)) visit(child, isWithin && isOfText(node, child));
  };
  visit(parseSync(path, source).program as unknown as Node, false);
  return found;
}

/** Whether a child is text of its parent, not something that is put into it. */
function isOfText(node: Node, child: Node): boolean {
  return node.type !== "TemplateLiteral" && toText(child) !== undefined;
}

/** The messages that may reach the screen, each with the file that it stands in. */
export function messagesOnScreen(): ReadonlyMap<string, string> {
  const paths = rooms
    .flatMap((room) => listFiles(`src/${room}`))
    .filter((path) => !silentFiles.some((pattern) => pattern.test(path)));
  return new Map(
    paths.flatMap((path) => messagesIn(readText(path), path).map((text) => [text, path] as const)),
  );
}

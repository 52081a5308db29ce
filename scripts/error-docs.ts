/** Writes docs/errors.md from src/errors.ts: `npm run -s docs:errors`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** Where the page is, from the project's root. */
export const errorDocsPath = "docs/errors.md";

/** One code of `AutosegErrorDetails`, as its source has it. */
interface DescribedCode {
  readonly code: string;
  /** TypeScript of the members of `details`, without `readonly`. */
  readonly fields: readonly string[];
  readonly meaning: string;
}

/**
 * The page that lists every code with its fields and its meaning.
 * @param source the text of src/errors.ts.
 * @throws Error for a code without a comment, which nobody could look up.
 */
export function renderErrorDocs(source: string): string {
  const rows = readCodes(source).map(({ code, fields, meaning }) => {
    const listed = fields.map((field) => `\`${field.replaceAll("|", "\\|")}\``).join(", ");
    return `| \`${code}\` | ${listed || "none"} | ${meaning.replaceAll("|", "\\|")} |`;
  });
  return `${[
    "# Errors",
    "",
    "<!-- Made from src/errors.ts by `npm run -s docs:errors`. Do not edit. -->",
    "",
    "Everything that the library throws on purpose is an `AutosegError`. Its `code` is for programs, its `details` hold the",
    "values that the message was made from, and its `message` is for people: what was found, what was expected, what to do.",
    "`cause` is the error beneath, if there is one; it and its own causes come along from workers.",
    "",
    "```ts",
    'import { isAutosegError } from "cornerstone-autoseg";',
    "",
    'if (isAutosegError(error, "several-series")) choose(error.details.series);',
    "```",
    "",
    "| code | details | meaning, and what to do |",
    "| --- | --- | --- |",
    ...rows,
    "",
    ...describeUnion(source, "GeometryProblem", "`problem` of `irregular-series`"),
    ...describeUnion(source, "WorkerTask", "`task` of `worker-stopped`"),
  ].join("\n")}`;
}

function readCodes(source: string): DescribedCode[] {
  const [, body] = /interface AutosegErrorDetails \{\n([\s\S]*?)\n\}/.exec(source) ?? [];
  if (body === undefined) throw new Error("src/errors.ts has no interface AutosegErrorDetails.");
  const entry =
    /(?: {2}\/\*\*([\s\S]*?)\*\/\n)? {2}"?([a-z-]+)"?: ([\s\S]*?);(?=\n {2}(?:\/\*\*|"|[a-z])|$)/g;
  return [...body.matchAll(entry)].map(([, comment, code, type]) => {
    if (comment === undefined) throw new Error(`The error code ${code} has no comment in src/errors.ts.`);
    return {
      code: code!,
      fields: type!.startsWith("Record<string, never>") ? [] : readFields(type!),
      meaning: comment.replace(/\s*\n\s*\*?\s*/g, " ").trim(),
    };
  });
}

/** The members of an object type, those of an inner one left together. */
function readFields(type: string): string[] {
  const members = type
    .replace(/\s+/g, " ")
    .replaceAll("readonly ", "")
    .replace(/^\{ ?|;? ?\}$/g, "");
  return members.split(/; (?![^{]*\})/);
}

function describeUnion(source: string, name: string, place: string): string[] {
  const [, members = ""] = new RegExp(`type ${name} =([^;]*);`).exec(source) ?? [];
  const values = [...members.matchAll(/"([^"]+)"/g)].map(([, value]) => `\`${value}\``);
  return [`\`${name}\`, the ${place}: ${values.join(", ")}.`, ""];
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(
    join(root, errorDocsPath),
    renderErrorDocs(readFileSync(join(root, "src/errors.ts"), "utf8")),
  );

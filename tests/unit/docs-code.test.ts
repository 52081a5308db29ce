import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCodeBlocks } from "../docs/code-blocks.ts";
import { exportsOf, listFiles, readText } from "./import-graph.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
/** Inside the project, since the package imports itself by its name. */
const folder = join(root, "test-results", "docs-code");
const blocks = readCodeBlocks().map((block) => ({
  ...block,
  where: `${block.page}:${block.lineNumber}`,
  file: `${block.page.replace(/\W/g, "-")}-${block.lineNumber}.ts`,
}));

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  for (const { file, code } of blocks) writeFileSync(join(folder, file), `${code}\nexport {};\n`);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "../../tsconfig.json",
      // Names that a block makes for its reader need not be used in it.
      compilerOptions: { noUnusedLocals: false, incremental: false, tsBuildInfoFile: null },
      include: ["*.ts", "../../src/**/*.d.ts", "../../tests/docs/given.ts"],
    }),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every code block of the documentation imports what it uses, and compiles", async () => {
  expect(blocks.length).toBeGreaterThan(10);
  const wrong = blocks.filter(({ code }) => !code.includes('from "cornerstone-autoseg'));
  expect(wrong.map(({ where }) => where)).toEqual([]);
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { stdout } = await run(process.execPath, [tsc, "--noEmit", "-p", folder]).catch((error) => error);
  expect(stdout).toBe("");
}, 120_000);

test("every code block of the documentation that can run in Node runs", async () => {
  // The README's program writes a file: tests/e2e/readme.test.ts runs it as it stands.
  const runnable = blocks.filter(({ page, isCheckOnly }) => page !== "README.md" && !isCheckOnly);
  expect(runnable.length).toBeGreaterThan(5);
  const program = [
    'import { give } from "../../tests/docs/given.ts";',
    ...runnable.flatMap(({ file, where }) => [
      "await give();",
      `await import("./${file}").catch((cause) => {`,
      `  throw new Error(${JSON.stringify(`${where} does not run`)}, { cause });`,
      "});",
    ]),
  ];
  writeFileSync(join(folder, "main.ts"), program.join("\n"));
  const { code, stderr } = await run(process.execPath, ["--import", "tsx", join(folder, "main.ts")]).catch(
    (error) => error,
  );
  expect(code, stderr).toBeUndefined();
}, 120_000);

/** Pages for who writes programs with the library; the others tell of the viewer, or of the project's inside. */
const taught = ["README.md", "docs/dicom.md", "docs/dicom-seg.md", "docs/editing.md", "docs/formats.md"];

test("what the documentation teaches is public", () => {
  const exported = new Set(readText("tests/unit/library-exports.txt").match(/\w+$/gm));
  const inRooms = listFiles("src")
    .filter((path) => /^src\/[^/]+\/index\.ts$/.test(path))
    .flatMap((path) => exportsOf(path).map(({ name }) => name));
  const named = taught.flatMap((page) =>
    [...readText(page).matchAll(/`(\w+)(?:\([^`]*\))?`/g)].map(([, name]) => ({ page, name: name! })),
  );
  expect(named.filter(({ name }) => inRooms.includes(name) && !exported.has(name))).toEqual([]);
});

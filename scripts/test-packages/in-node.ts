/** The packages in Node: the README's example, the command line, and what is said of a package that is missing. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { install, megabytes, run } from "./npm.ts";
import { expect, step } from "./steps.ts";

const root = join(import.meta.dirname, "..", "..");
const sample = "sample-dicom/ct-abdomen-synthetic";

/** @param tarballs of the library and of a model. */
export async function inNode(node: string, tarballs: readonly string[]): Promise<void> {
  await step("installs for Node alone, without Cornerstone3D and without a download of CUDA", async () => {
    await install(node, tarballs);
    const installed = readdirSync(join(node, "node_modules"));
    expect(!installed.includes("onnxruntime-node"), "onnxruntime-node was installed");
    const parts = ["cornerstone-autoseg", "onnxruntime-web", "@cornerstone-autoseg"].map(
      (name) => `${name} ${megabytes(join(node, "node_modules", name)).toFixed(0)}`,
    );
    return `${megabytes(join(node, "node_modules")).toFixed(0)} MB (${parts.join(", ")})`;
  });
  await step(`the README's example runs as plain JavaScript in Node ${process.versions.node}`, async () => {
    const [, example] = /## Library\n\n```ts\n([\s\S]*?)```/.exec(
      readFileSync(join(root, "README.md"), "utf8"),
    )!;
    const code = example!.replace(/"models\//g, `"node_modules/@cornerstone-autoseg/model-`);
    writeFileSync(join(node, "example.mjs"), code);
    return (await run(node, process.execPath, "example.mjs")).split("\n")[0];
  });
  await step(
    "npx cornerstone-autoseg segments with an installed model, and finds no fault with its file",
    async () => {
      const model = ["--model", "ct-liver-tumour", "--out", "cli.dcm"];
      await run(node, "npx", "cornerstone-autoseg", "segment", sample, ...model);
      return (await run(node, "npx", "autoseg", "seg", "check", "cli.dcm", "--source", sample)).trim();
    },
  );
  await step("the extension without Cornerstone3D says which package is missing", async () => {
    const code = 'import("cornerstone-autoseg/cornerstone").catch((e) => console.log(e.message))';
    const message = await run(node, process.execPath, "-e", code);
    // Whichever of its two packages is imported first.
    expect(/Cannot find package '@cornerstonejs\/(core|tools)'/.test(message), message);
  });
}

/** A Cornerstone3D application with the packages, from four bundlers, in a browser; and what is said where one is set up wrongly. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./npm.ts";
import { drive, type Serving, serve } from "./page.ts";
import { expect, step } from "./steps.ts";

const sample = join("sample-dicom", "ct-abdomen-synthetic");

export async function inBrowsers(web: string): Promise<void> {
  for (const name of ["vite", "webpack", "rspack", "esbuild"])
    await step(`${name}: study, model in workers, mouse, DICOM-SEG`, () => useBundle(web, name));
  await badPages(web);
}

async function useBundle(web: string, name: string): Promise<string> {
  await run(web, process.execPath, "build.js", name);
  const out = join(web, "out", name);
  if (name === "esbuild") await run(web, "npx", "cornerstone-autoseg", "copy-assets", join(out, "autoseg"));
  // No blob: for workers, no eval, nothing inline.
  const policy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self' blob:; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'";
  await using server = await serve(out, { study: join(web, sample), policy });
  const {
    error,
    provider,
    step: drawn,
    seg,
    faults,
    foreignRequests,
  } = await drive(server, name === "esbuild" ? "?assets=/autoseg" : "");
  expect(error === undefined, `${error?.code}: ${error?.message}`);
  expect(faults.length === 0, faults.join("; "));
  expect(foreignRequests.length === 0, foreignRequests.join(", "));
  expect(/^WebAssembly, \d+ threads$/.test(provider ?? ""), `ran on ${provider}`);
  expect(/brush/i.test(drawn ?? ""), `the mouse drew ${drawn}`);
  writeFileSync(join(web, `${name}.dcm`), seg!);
  const checked = await run(web, "npx", "autoseg", "seg", "check", `${name}.dcm`, "--source", sample);
  expect(checked.includes("no rule is broken"), checked);
  return `${provider}, ${drawn}`;
}

async function badPages(web: string): Promise<void> {
  const study = join(web, sample);
  const out = (name: string) => join(web, "out", name);
  const fails = async (name: string, code: string, words: RegExp, options: Omit<Serving, "study"> = {}) => {
    await using server = await serve(out(name), { ...options, study });
    const { error } = await drive(server);
    expect(error?.code === code && words.test(error.message), `${error?.code}: ${error?.message}`);
    return error?.message;
  };
  await step("missing assets are named", () => fails("esbuild", "missing-assets", /copy-assets/));
  await step("a policy that forbids workers is named", () =>
    fails("vite", "blocked-by-policy", /worker-src/, { policy: "worker-src 'none'" }),
  );
  await step("a policy that forbids WebAssembly is named", () =>
    fails("vite", "blocked-by-policy", /wasm-unsafe-eval/, { policy: "script-src 'self'" }),
  );
  await step("without isolation it runs on one thread", async () => {
    await using server = await serve(out("vite"), { study, isolated: false });
    const { provider } = await drive(server);
    expect(provider === "WebAssembly, 1 thread", `ran on ${provider}`);
  });
}

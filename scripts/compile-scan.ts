import { main } from "assemblyscript/asc";

const source = "src/dicom/pixels/jpeg-ls/assembly/scan.ts";

/** The TypeScript file that holds what AssemblyScript makes of the JPEG-LS decoder, in base64. */
export const scanModulePath = "src/dicom/pixels/jpeg-ls/scan-wasm.ts";

/** The text of that file. Throws what the compiler says if it cannot compile. */
export async function compileScan(): Promise<string> {
  let binary: Uint8Array | undefined;
  // No memory is allocated at run time, and there is nothing to import.
  const options = ["--optimizeLevel", "3", "--runtime", "stub", "--noAssert", "--use", "abort="];
  const { error, stderr } = await main([source, ...options, "--outFile", "scan.wasm"], {
    writeFile: (_, contents) => {
      binary = contents as Uint8Array;
    },
  });
  if (error || !binary) throw new Error(`${source}: ${error?.message ?? ""} ${stderr.toString()}`);
  const lines = Buffer.from(binary)
    .toString("base64")
    .match(/.{1,100}/g)!;
  return [
    "/** ./assembly/scan.ts, compiled by `npm run build:wasm`. */",
    "export const scanWasm =",
    `  ${lines.map((line) => `"${line}"`).join(" +\n  ")};`,
    "",
  ].join("\n");
}

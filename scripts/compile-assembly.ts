import { main } from "assemblyscript/asc";

/** AssemblyScript modules: the source, and the TypeScript file that contains the compiled module in base64. */
export const assemblies = [
  {
    source: "src/dicom/pixels/jpeg-ls/assembly/scan.ts",
    module: "src/dicom/pixels/jpeg-ls/scan-wasm.ts",
    name: "scanWasm",
  },
  {
    source: "src/dicom/pixels/assembly/shift.ts",
    module: "src/dicom/pixels/shift-wasm.ts",
    name: "shiftWasm",
  },
  { source: "src/crf/assembly/lattice.ts", module: "src/crf/lattice-wasm.ts", name: "latticeWasm" },
  { source: "src/crf/assembly/softmax.ts", module: "src/crf/softmax-wasm.ts", name: "softmaxWasm" },
  {
    source: "src/segmentation/plan/assembly/resample.ts",
    module: "src/segmentation/plan/resample-wasm.ts",
    name: "resampleWasm",
  },
  {
    source: "src/segmentation/plan/assembly/highest.ts",
    module: "src/segmentation/plan/highest-wasm.ts",
    name: "highestWasm",
  },
  {
    source: "src/segmentation/plan/target-grid/assembly/half-sums.ts",
    module: "src/segmentation/plan/target-grid/half-sums-wasm.ts",
    name: "halfSumsWasm",
  },
  {
    source: "src/segmentation/plan/target-grid/assembly/head.ts",
    module: "src/segmentation/plan/target-grid/head-wasm.ts",
    name: "headWasm",
  },
  {
    source: "src/segmentation/plan/target-grid/assembly/spline.ts",
    module: "src/segmentation/plan/target-grid/spline-wasm.ts",
    name: "splineWasm",
  },
] as const;

/** The text of that file. @throws Error with the compiler's message if compilation fails. */
export async function compileAssembly({ source, name }: (typeof assemblies)[number]): Promise<string> {
  let binary: Uint8Array | undefined;
  // Without memory allocation at run time, and without imports.
  const options = ["--optimizeLevel", "3", "--runtime", "stub", "--noAssert", "--use", "abort="];
  const vectors = ["--enable", "simd"];
  const { error, stderr } = await main([source, ...options, ...vectors, "--outFile", "module.wasm"], {
    writeFile: (_, contents) => {
      binary = contents as Uint8Array;
    },
  });
  if (error || !binary) throw new Error(`${source}: ${error?.message ?? ""} ${stderr.toString()}`);
  const lines = Buffer.from(binary)
    .toString("base64")
    .match(/.{1,100}/g)!;
  const shown = source.slice(source.indexOf("assembly/"));
  return [
    `/** ./${shown}, compiled by \`npm run build:wasm\`. */`,
    `export const ${name} =`,
    `  ${lines.map((line) => `"${line}"`).join(" +\n  ")};`,
    "",
  ].join("\n");
}

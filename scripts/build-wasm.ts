/** `npm run build:wasm`: compiles the JPEG-LS decoder anew, after a change of its source. */
import { writeFileSync } from "node:fs";
import { compileScan, scanModulePath } from "./compile-scan.ts";

writeFileSync(scanModulePath, await compileScan());

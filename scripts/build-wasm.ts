/** `npm run build:wasm`: recompiles the AssemblyScript after a change of its source. */
import { writeFileSync } from "node:fs";
import { assemblies, compileAssembly } from "./compile-assembly.ts";

for (const assembly of assemblies) writeFileSync(assembly.module, await compileAssembly(assembly));

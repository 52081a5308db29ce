/** Licences of code that is copied into the package's workers and WebAssembly, which must be distributed with it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./package-json.ts";

/** Packages whose code is in `dist/workers`, `dist/codecs` or `dist/wasm`, with their licence files. */
const bundled = [
  "@cornerstonejs/codec-charls",
  "@cornerstonejs/codec-libjpeg-turbo-8bit",
  "@cornerstonejs/codec-openjpeg",
  "@cornerstonejs/codec-openjph",
  "@noble/hashes",
  "comlink",
  "dicom-parser",
  "fflate",
  "i18next",
  "onnxruntime-common",
  "onnxruntime-web",
  "valibot",
];

/**
 * The text of THIRD-PARTY-NOTICES.txt.
 * @param more packages whose code is in a package besides.
 */
export function collectNotices(more: readonly string[] = []): string {
  return [...bundled, ...more]
    .map((name) => {
      const folder = join(root, "node_modules", name);
      const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const files = existsSync(folder) ? readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file)) : [];
      const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
      return [`${name} ${version} (${license})`, "", ...texts].join("\n").trim();
    })
    .join(`\n\n${"-".repeat(80)}\n\n`)
    .concat("\n");
}

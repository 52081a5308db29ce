/** A package for every model of `models/`: manifest, weights, card, and the licence of the weights. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type PackageJson, root, sharedFields } from "./package-json.ts";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly licence: string;
  readonly data: readonly { readonly name: string; readonly licence: string }[];
}

/** Builds the packages below `packages`. @returns their folders' names. */
export function buildModelPackages(packages: string): string[] {
  const models = join(root, "models");
  return readdirSync(models)
    .sort()
    .filter((name) => existsSync(join(models, name, "manifest.json")))
    .map((name) => {
      const source = join(models, name);
      const manifest = JSON.parse(readFileSync(join(source, "manifest.json"), "utf8")) as Manifest;
      const folder = join(packages, `model-${name}`);
      mkdirSync(folder, { recursive: true });
      const files = readdirSync(source).filter((file) => /^manifest\.json$|^README\.md$|\.onnx$/.test(file));
      for (const file of files) cpSync(join(source, file), join(folder, file));
      writeFileSync(join(folder, "LICENSE"), licenceText(manifest));
      writeFileSync(join(folder, "package.json"), `${JSON.stringify(toPackage(name, manifest), null, 2)}\n`);
      return `model-${name}`;
    });
}

/** Licences of weights with an SPDX identifier, and where their texts are. */
const texts: Readonly<Record<string, string>> = {
  MIT: "https://spdx.org/licenses/MIT.html",
  "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/legalcode",
  "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/legalcode",
  "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/legalcode",
  "CC-BY-NC-SA-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/legalcode",
};

/** Whether the weights may be redistributed, which they may not if only their use for research is permitted. */
export function mayBePassedOn({ licence }: Pick<Manifest, "licence">): boolean {
  return licence in texts;
}

function toPackage(name: string, { version, description, licence }: Manifest): PackageJson {
  const isFree = mayBePassedOn({ licence });
  return {
    name: `@cornerstone-autoseg/model-${name}`,
    ...sharedFields(version),
    // npm refuses to publish it, since its weights must not be redistributed.
    ...(!isFree && { private: true }),
    description: description ?? `The model ${name} of cornerstone-autoseg.`,
    license: isFree ? licence : "SEE LICENSE IN LICENSE",
    type: "module",
    sideEffects: false,
    exports: { "./package.json": "./package.json", "./*": "./*" },
    files: ["*.onnx", "manifest.json"],
  };
}

function licenceText({ name, licence, data }: Manifest): string {
  const text = texts[licence];
  return `Weights of the model ${name}
Copyright (c) 2026 cornerstone-autoseg contributors

${
  text === undefined
    ? `Licence: ${licence}. No other use is granted, and the weights must not be passed on.`
    : `The weights are licensed under ${licence}: ${text}`
}

They were trained on:
${data.map((set) => `- ${set.name}: ${set.licence}`).join("\n")}

Research use only. This is not a medical device.
`;
}

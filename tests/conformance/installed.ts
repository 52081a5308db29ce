import { spawnSync } from "node:child_process";

/** A requirement of a comparison: its path, or why it cannot be used, as the reason for skipping a test. */
export type Installed =
  | { readonly path: string; readonly missing?: undefined }
  | { readonly path?: undefined; readonly missing: string };

/** Tested versions, by their first two numbers, both included; other versions may give different results. */
interface Known {
  readonly from: string;
  readonly to: string;
}

/** Python modules by import name: from Debian 12 to PyPI of November 2026. */
const knownModules = {
  numpy: { from: "1.24", to: "2.4" },
  scipy: { from: "1.10", to: "1.17" },
  skimage: { distribution: "scikit-image", from: "0.19", to: "0.26" },
  SimpleITK: { from: "2.5", to: "2.5" },
  PIL: { distribution: "Pillow", from: "9.4", to: "13.0" },
  monai: { from: "1.6", to: "1.6" },
  ignite: { distribution: "pytorch-ignite", from: "0.5", to: "0.5" },
  nnunetv2: { from: "2.8", to: "2.8" },
  totalsegmentator: { distribution: "TotalSegmentator", from: "2.18", to: "2.18" },
  torch: { from: "2.15", to: "2.15" },
  onnxruntime: { from: "1.31", to: "1.32" },
  onnxconverter_common: { distribution: "onnxconverter-common", from: "1.16", to: "1.16" },
  pydicom: { from: "2.3", to: "3.0" },
  pylibjpeg: { from: "2.1", to: "2.1" },
  jpeg_ls: { distribution: "pyjpegls", from: "1.5", to: "1.5" },
  openjpeg: { distribution: "pylibjpeg-openjpeg", from: "2.6", to: "2.6" },
  libjpeg: { distribution: "pylibjpeg-libjpeg", from: "2.5", to: "2.5" },
  highdicom: { from: "0.28", to: "0.28" },
  nibabel: { from: "5.0", to: "5.4" },
  nrrd: { distribution: "pynrrd", from: "1.1", to: "1.1" },
  pydensecrf: { distribution: "pydensecrf2", from: "1.1", to: "1.1" },
  panoptica: { from: "2.1", to: "2.1" },
  trimesh: { from: "5.2", to: "5.2" },
} as const satisfies Record<string, Known & { readonly distribution?: string }>;

/** Programs, how to query their version, and where it is in the output. */
const knownPrograms = {
  dciodvfy: {
    of: "dicom3tools",
    ask: "-version",
    found: /snapshot\.(\d{4})(\d{2})/,
    from: "2022.6",
    to: "2022.6",
  },
  dcentvfy: {
    of: "dicom3tools",
    ask: "-version",
    found: /snapshot\.(\d{4})(\d{2})/,
    from: "2022.6",
    to: "2022.6",
  },
  dcmconv: { of: "dcmtk", ask: "--version", found: /v(\d+)\.(\d+)/, from: "3.6", to: "3.6" },
  dcmdjpeg: { of: "dcmtk", ask: "--version", found: /v(\d+)\.(\d+)/, from: "3.6", to: "3.6" },
  gdcmconv: { of: "libgdcm-tools", ask: "--version", found: /gdcm (\d+)\.(\d+)/, from: "3.0", to: "3.0" },
  Orthanc: { of: "orthanc", ask: "--version", found: /Orthanc (\d+)\.(\d+)/, from: "1.10", to: "1.10" },
} as const satisfies Record<string, Known & { of: string; ask: string; found: RegExp }>;

export type ModuleName = keyof typeof knownModules;

/** Debian's python3-pydicom is available even if another python3 comes first on the PATH. */
const candidates = [process.env.AUTOSEG_PYTHON, "python3", "/usr/bin/python3"];

/** Imports each module and prints its version: null if it cannot be imported, "" if it has none. */
const askVersions = `
import importlib, importlib.metadata, json, sys
found = {}
for module, distribution in json.loads(sys.argv[1]).items():
    try:
        imported = importlib.import_module(module)
    except Exception:
        found[module] = None
        continue
    try:
        found[module] = str(getattr(imported, "__version__", "")) or importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        found[module] = ""
print("\\n" + json.dumps(found))
`;

/** A Python with tested versions of these modules: AUTOSEG_PYTHON, else an installed one. */
export function findPython(...modules: readonly ModuleName[]): Installed {
  let unknown: string | undefined;
  for (const path of candidates) {
    if (!path) continue;
    const versions = versionsIn(path, modules);
    if (!versions) continue;
    unknown ??= modules
      .map((name) => whyUnknown(name, versions[name]!, knownModules[name]))
      .find((why) => why !== undefined);
    if (modules.every((name) => whyUnknown(name, versions[name]!, knownModules[name]) === undefined))
      return { path };
  }
  return { missing: unknown ?? `no Python with ${modules.join(", ")}; AUTOSEG_PYTHON names one` };
}

/** A pydicom that decodes every compression; by itself it decodes only RLE. */
export const pythonWithCodecs = findPython("pydicom", "numpy", "pylibjpeg", "jpeg_ls", "openjpeg", "libjpeg");

/** A program on the PATH in a tested version. */
export function findProgram(name: keyof typeof knownPrograms): Installed {
  const known = knownPrograms[name];
  const { error, stdout, stderr } = spawnSync(name, [known.ask], { encoding: "utf8" });
  if (error) return { missing: `${name} of ${known.of} is not installed` };
  const [, ...numbers] = known.found.exec(`${stdout}${stderr}`) ?? [];
  const unknown = whyUnknown(name, numbers.join("."), known);
  return unknown === undefined ? { path: name } : { missing: unknown };
}

/** Undefined if one of them is missing. */
function versionsIn(python: string, modules: readonly ModuleName[]): Record<string, string> | undefined {
  const distributions = Object.fromEntries(
    modules.map((name) => {
      const known: Known & { readonly distribution?: string } = knownModules[name];
      return [name, known.distribution ?? name];
    }),
  );
  const { status, stdout } = spawnSync(
    python,
    ["-W", "ignore", "-c", askVersions, JSON.stringify(distributions)],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) return undefined;
  const versions = JSON.parse(stdout.trim().split("\n").at(-1)!) as Record<string, string | null>;
  return Object.values(versions).includes(null) ? undefined : (versions as Record<string, string>);
}

/** Undefined for a tested version. */
function whyUnknown(name: string, version: string, { from, to }: Known): string | undefined {
  const known = from === to ? from : `${from} to ${to}`;
  const [found, least, most] = [version, from, to].map(toOrder) as [number, number, number];
  if (found >= least && found <= most) return undefined;
  return `${name} ${version || "of no version"} is installed, the tests know ${known}`;
}

/** From the first two numbers; NaN without them. */
function toOrder(version: string): number {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) * 1000 + Number(minor);
}

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findPython } from "../tests/conformance/installed.ts";
import { findBrowser } from "./find-browser.ts";

/** What the tests use besides npm packages: the Debian package and the program that shows it is there. */
const packages = [
  { name: "chromium", isThere: () => findBrowser() !== undefined },
  {
    name: "chromium-headless-shell",
    isThere: () => process.env.CHROMIUM_PATH !== undefined || isOnPath("chromium-headless-shell"),
  },
  { name: "dicom3tools", isThere: () => isOnPath("dciodvfy") },
  { name: "dcmtk", isThere: () => isOnPath("dcmdump") },
  { name: "libgdcm-tools", isThere: () => isOnPath("gdcmconv") },
  { name: "python3-pydicom", isThere: () => findPython("pydicom").path !== undefined },
  { name: "python3-numpy", isThere: () => findPython("pydicom", "numpy").path !== undefined },
  // On a machine that somebody works on, Debian's package would start a server that listens.
  ...(process.env.CI
    ? [
        { name: "orthanc", isThere: () => isOnPath("Orthanc") },
        {
          name: "orthanc-dicomweb",
          isThere: () => existsSync("/usr/share/orthanc/plugins/libOrthancDicomWeb.so"),
        },
        { name: "redis-server", isThere: () => isOnPath("redis-server") || isOnPath("valkey-server") },
        { name: "postgresql", isThere: () => existsSync("/usr/lib/postgresql") || isOnPath("postgres") },
        { name: "nginx-light", isThere: () => isOnPath("nginx") || existsSync("/usr/sbin/nginx") },
        { name: "caddy", isThere: () => isOnPath("caddy") },
      ]
    : []),
];

/** On Debian or Ubuntu, as root, installs what the tests need and the machine lacks; elsewhere does nothing. */
export function installDebianPackages(): void {
  const missing = packages.filter(({ isThere }) => !isThere()).map(({ name }) => name);
  if (missing.length === 0 || !isDebian() || process.getuid?.() !== 0) return;
  console.log(`Installing ${missing.join(", ")} with apt-get for the tests.`);
  aptGet("update", "--quiet");
  aptGet("install", "--quiet", "--yes", "--no-install-recommends", ...missing);
}

/** True when a program of that name is on the PATH. */
export function isOnPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}

function isDebian(): boolean {
  const file = "/etc/os-release";
  return existsSync(file) && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync(file, "utf8"));
}

/** A failure is not the end: what is still missing afterwards is said by those who need it. */
function aptGet(...args: string[]): void {
  const { status } = spawnSync("apt-get", args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status !== 0) console.error(`apt-get ${args[0]} ended with ${status}.`);
}

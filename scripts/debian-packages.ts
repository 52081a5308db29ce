import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findPython } from "../tests/conformance/installed.ts";
import { findBrowser } from "./find-browser.ts";

/** What the tests need besides npm packages: the Debian package, and a check that its program is available. */
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
  // Not on a developer's machine, where Debian's package would start a listening server.
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

/** Names a file that exists while packages are being installed, for tests that run meanwhile. */
const installingVariable = "AUTOSEG_INSTALLING";

/**
 * On Debian or Ubuntu as root, installs what the tests need and the machine lacks; elsewhere does nothing. Tests started
 * meanwhile can wait for it: see {@link untilInstalled}.
 */
export async function installDebianPackages(): Promise<void> {
  const missing = packages.filter(({ isThere }) => !isThere()).map(({ name }) => name);
  if (missing.length === 0 || !isDebian() || process.getuid?.() !== 0) return;
  console.log(`Installing ${missing.join(", ")} with apt-get for the tests.`);
  const marker = join(tmpdir(), `autoseg-installing-${process.pid}`);
  writeFileSync(marker, "");
  process.env[installingVariable] = marker;
  try {
    await aptGet("update", "--quiet");
    await aptGet("install", "--quiet", "--yes", "--no-install-recommends", ...missing);
  } finally {
    rmSync(marker);
  }
}

/** In a test's process: waits until `npm test` has installed what the machine lacked. */
export async function untilInstalled(): Promise<void> {
  const marker = process.env[installingVariable];
  while (marker !== undefined && existsSync(marker)) await new Promise((resolve) => setTimeout(resolve, 200));
}

/** True when a program of that name is on the PATH. */
export function isOnPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}

function isDebian(): boolean {
  const file = "/etc/os-release";
  return existsSync(file) && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync(file, "utf8"));
}

/** Failures are ignored: whoever needs a missing program reports it. */
function aptGet(...args: string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn("apt-get", args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    const end = (how: string | number | null) => {
      if (how !== 0) console.error(`apt-get ${args[0]} ended with ${how}.`);
      resolve();
    };
    child.on("error", ({ message }) => end(message));
    child.on("close", end);
  });
}

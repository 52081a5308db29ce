import * as core from "@cornerstonejs/core";
import * as tools from "@cornerstonejs/tools";
import { AutosegError } from "../errors.ts";

/** The oldest version that is tested. */
const oldest = "5.6.8";

/** The range, as in package.json. */
const expected = `>=${oldest} <=5.14`;

/**
 * @throws AutosegError `wrong-cornerstone` for a version that is too old, of another major release, or not the same in both
 * packages. Later 5.x releases are accepted: npm has already warned that they are untested.
 */
export function checkCornerstoneVersion(): void {
  const { version } = core;
  const fail = (found: string) =>
    new AutosegError(
      "wrong-cornerstone",
      `The application has ${found}; the extension needs @cornerstonejs/core and @cornerstonejs/tools of one version, ${expected}. Install such a version of both.`,
      { found, expected },
    );
  if (!isSupported(version)) throw fail(`Cornerstone3D ${version ?? "of an unknown version"}`);
  if (tools.version !== version)
    throw fail(`@cornerstonejs/core ${version} and @cornerstonejs/tools ${tools.version}`);
}

function isSupported(version: string | undefined): boolean {
  const [major = 0, minor = 0, patch = 0] = (version ?? "").split(/[.-]/).map(Number);
  const [oldMajor, oldMinor, oldPatch] = oldest.split(".").map(Number) as [number, number, number];
  return major === oldMajor && (minor > oldMinor || (minor === oldMinor && patch >= oldPatch));
}

/**
 * @throws AutosegError `wrong-cornerstone` if the engine's viewports are in the page but this copy of Cornerstone3D does not
 * know the engine, because the application uses another copy.
 */
export function checkOneCornerstone(renderingEngineId: string): void {
  if (core.getRenderingEngine(renderingEngineId) || !("document" in globalThis)) return;
  // Cornerstone marks its viewports' elements, whichever copy made them.
  if (!document.querySelector(`[data-rendering-engine-uid="${CSS.escape(renderingEngineId)}"]`)) return;
  throw new AutosegError(
    "wrong-cornerstone",
    "Cornerstone3D is in this page twice: the application's viewports belong to another copy than the one that the extension imports. Bundle both together with one @cornerstonejs/core (npm ls @cornerstonejs/core; npm dedupe; resolve.dedupe or resolve.alias of the bundler).",
    { found: "two copies of @cornerstonejs/core", expected },
  );
}

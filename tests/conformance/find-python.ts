import { spawnSync } from "node:child_process";

/** Debian's python3-pydicom is there even where another python3 comes first on the PATH. */
const candidates = [process.env.AUTOSEG_PYTHON, "python3", "/usr/bin/python3"];

/** A Python that can import the modules: AUTOSEG_PYTHON, else one that is installed; undefined where there is none. */
export function findPython(...modules: string[]): string | undefined {
  return candidates.find(
    (python) =>
      python && spawnSync(python, ["-c", `import ${modules.join(", ")}`], { stdio: "ignore" }).status === 0,
  );
}

/** A pydicom that decodes every compression: alone it knows RLE only. */
export const pythonWithCodecs = findPython("pydicom", "numpy", "pylibjpeg", "jpeg_ls", "openjpeg", "libjpeg");

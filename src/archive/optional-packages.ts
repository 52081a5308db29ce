import { AutosegError } from "../errors.ts";

/**
 * Imports a package that only archives need, and that need not be installed otherwise.
 * @throws AutosegError `queue-unavailable` with its name if it is missing.
 */
export async function importOptional<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new AutosegError(
      "queue-unavailable",
      `The package ${name} is not installed. Install it with npm install ${name}; docs/archive.md lists what an archive needs.`,
      { found: `${name} is missing` },
      { cause },
    );
  }
}

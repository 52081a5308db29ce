import type { FuzzTarget } from "./fuzz-target.ts";
import { dicomFile } from "./targets/dicom-file.ts";
import { dicomdir } from "./targets/dicomdir.ts";
import { zip } from "./targets/zip.ts";

/** Everything that `npm run fuzz` knows; the tests try some inputs of each. */
export const fuzzTargets: readonly FuzzTarget[] = [dicomFile, dicomdir, zip];

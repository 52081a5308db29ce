import { AutosegError } from "../../errors.ts";

/** The error for a file that is DICOM but cannot be read: `found` says what is wrong, as a clause without a full stop. */
export function unreadable(
  fileName: string,
  found: string,
  cause?: unknown,
): AutosegError<"unreadable-dicom"> {
  return new AutosegError(
    "unreadable-dicom",
    `"${fileName}" cannot be read: ${found}. Copy or download the file again.`,
    { fileName },
    cause === undefined ? undefined : { cause },
  );
}

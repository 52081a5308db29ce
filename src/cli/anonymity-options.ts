import type { Anonymity } from "../dicom-objects/index.ts";
import { UsageError } from "./usage-error.ts";

/** Options of the commands that write objects: without the patient's identity, and whether with other UIDs. */
export const anonymityOptions = {
  anonymous: { type: "boolean", default: false },
  "replace-uids": { type: "boolean", default: false },
} as const;

/** How objects are written; undefined where the patient may be known. @throws UsageError */
export function parseAnonymity(values: {
  readonly anonymous: boolean;
  readonly "replace-uids": boolean;
}): Anonymity | undefined {
  if (values["replace-uids"] && !values.anonymous) throw new UsageError("--replace-uids needs --anonymous.");
  if (!values.anonymous) return undefined;
  return { uids: values["replace-uids"] ? "replaced" : "retained" };
}

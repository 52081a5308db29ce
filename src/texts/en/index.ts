import { drawing } from "./drawing.ts";
import { files } from "./files.ts";
import { host } from "./host.ts";
import { notices } from "./notices.ts";
import { offline } from "./offline.ts";
import { ohif } from "./ohif.ts";
import { preferences } from "./preferences.ts";
import { run } from "./run.ts";
import { segments } from "./segments.ts";
import { study } from "./study.ts";
import { view } from "./view.ts";

/** All texts of the interface in English. `{{name}}` is replaced by a value; `_one` and `_other` are chosen by `count`. */
export const english = {
  ...study,
  ...run,
  ...segments,
  ...drawing,
  ...view,
  ...files,
  ...host,
  ...notices,
  ...offline,
  ...ohif,
  ...preferences,
} as const;

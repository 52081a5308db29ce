import type { EditsAtRisk } from "../controller/index.ts";
import type { Asked } from "./question.ts";
import { texts } from "./texts.ts";

/** What is asked before a model is run again over what a person has drawn. */
export function rerunQuestion({ voxels, hasLocks }: EditsAtRisk): Asked<"cancel" | "locks" | "edits"> {
  return {
    title: texts.rerun.title,
    text: texts.rerun.text(voxels, hasLocks),
    choices: [
      { id: "cancel", label: texts.cancel },
      { id: "locks", label: texts.rerun.replace },
      { id: "edits", label: texts.rerun.keep, isPrimary: true },
    ],
  };
}

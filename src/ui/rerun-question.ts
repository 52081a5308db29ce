import type { EditsAtRisk } from "../controller/index.ts";
import { t } from "../texts/index.ts";
import type { Asked } from "./question.ts";

/** What is asked before a model is run again over what a person has drawn. */
export function rerunQuestion({ voxels, hasLocks }: EditsAtRisk): Asked<"cancel" | "locks" | "edits"> {
  return {
    title: t("rerun.title"),
    text: [t("rerun.text", { count: voxels }), hasLocks && t("rerun.locks")].filter(Boolean).join(" "),
    choices: [
      { id: "cancel", label: t("common.cancel") },
      { id: "locks", label: t("rerun.replace") },
      { id: "edits", label: t("rerun.keep"), isPrimary: true },
    ],
  };
}

import type { SegmentationSession } from "../cornerstone/index.ts";
import { isAutosegError } from "../errors.ts";
import { type ModelManifest, toSegments } from "../model/index.ts";
import type { KeptVoxels } from "../segmentation/index.ts";
import { createLabelMap, type Segment } from "../volume/index.ts";
import { messages } from "./messages.ts";
import type { ChosenModel, ModelChoice } from "./model-choice.ts";
import type { Runs } from "./runs.ts";
import type { OpenStudy, Workspace } from "./workspace.ts";

/** What of the segmentation a run leaves as it is: hand-edited voxels too, or locked segments only. */
type Keeping = "edits" | "locks";

/** The model draws into the segmentation, as one step of its history. */
export class Segmenting {
  readonly #workspace: Workspace;
  readonly #models: ModelChoice;
  readonly #runs: Runs;

  constructor(workspace: Workspace, models: ModelChoice, runs: Runs) {
    this.#workspace = workspace;
    this.#models = models;
    this.#runs = runs;
  }

  /** Runs the chosen model on the series; asks before what a person drew could be overwritten. */
  async segment(): Promise<void> {
    const { study, notices } = this.#workspace;
    if (!study || this.#runs.isRunning || study.session.isEditing) return;
    const edited = study.edited.toMask();
    const keeping = await this.#askWhatToKeep(study, edited);
    if (!keeping || this.#workspace.study !== study) return;
    notices.dismissAll();
    const chosen = await this.#models.current();
    if (!chosen || this.#runs.isRunning || study.session.isEditing) return;
    try {
      await this.#draw(study, chosen, keptVoxels(study, keeping === "edits" ? edited : undefined));
    } catch (error) {
      if (isAutosegError(error, "cancelled")) notices.notify("info", messages.run.cancelled);
      else notices.report(error);
    }
  }

  /** @returns undefined when the user would rather not run. */
  async #askWhatToKeep({ session }: OpenStudy, edited: Uint8Array | undefined): Promise<Keeping | undefined> {
    if (!edited) return "locks";
    const locked = new Set(session.editLimits("run").locked);
    let voxels = 0;
    for (let index = 0; index < edited.length; index++)
      if (edited[index] && !locked.has(session.voxels[index]!)) voxels++;
    if (voxels === 0) return "edits";
    const answer = await this.#workspace.notices.ask({
      title: messages.rerun.title,
      text: messages.rerun.text(voxels, locked.size > 0),
      choices: [
        { id: "cancel", label: messages.cancel },
        { id: "locks", label: messages.rerun.replace },
        { id: "edits", label: messages.rerun.keep, isPrimary: true },
      ],
    });
    return answer === "cancel" ? undefined : answer;
  }

  /** What was drawn before a cancel or an error stays, and can be undone. */
  async #draw(study: OpenStudy, chosen: ChosenModel, keep: KeptVoxels | undefined): Promise<void> {
    const { session } = study;
    const { manifest } = chosen.model;
    const segments = toSegments(manifest);
    const edit = session.beginEdit("run", messages.run.step(manifest.title), {
      owned: segments.map(({ segmentNumber }) => segmentNumber),
    });
    edit.segments = mergeSegments(session.segments, segments);
    edit.types = typesAfter(manifest, session, keep?.edited !== undefined);
    let hasSlices = false;
    try {
      const { labelMap } = await this.#runs.run(study, chosen, {
        ...(keep && { keep }),
        onSlice: (slice) => {
          hasSlices = true;
          edit.writeSlice(slice);
        },
      });
      edit.writeAll(labelMap.voxels);
    } finally {
      if (hasSlices) edit.commit();
      else edit.cancel();
    }
  }
}

/** What the run must leave alone; the labels are copied, since the run is drawn into the session meanwhile. */
function keptVoxels({ session }: OpenStudy, edited: Uint8Array | undefined): KeptVoxels | undefined {
  const lockedSegments = session.editLimits("run").locked ?? [];
  if (!edited && lockedSegments.length === 0) return undefined;
  const { grid, segments } = session;
  const labelMap = createLabelMap({ grid, segments, voxels: session.voxels.slice() });
  return { labelMap, lockedSegments, ...(edited && { edited }) };
}

/** The model's segments are AUTOMATIC, SEMIAUTOMATIC where a person's part in them is kept, and what they were where locked. */
function typesAfter({ segments }: ModelManifest, session: SegmentationSession, keepsEdits: boolean) {
  const types = new Map(session.algorithmTypes);
  for (const { value } of segments) {
    if (session.display(value).locked) continue;
    const isMended = keepsEdits && (types.get(value) ?? "AUTOMATIC") !== "AUTOMATIC";
    types.set(value, isMended ? "SEMIAUTOMATIC" : "AUTOMATIC");
  }
  return types;
}

/** The model's segments, and those of the session that have other numbers. */
function mergeSegments(present: readonly Segment[], drawn: readonly Segment[]): Segment[] {
  const kept = present.filter(
    ({ segmentNumber }) => !drawn.some((segment) => segment.segmentNumber === segmentNumber),
  );
  return [...kept, ...drawn].sort((a, b) => a.segmentNumber - b.segmentNumber);
}

import * as v from "valibot";
import { AutosegError } from "../errors.ts";

const uid = v.pipe(v.string(), v.regex(/^\d+(\.\d+)*$/), v.maxLength(64));

const schema = v.object({
  version: v.literal(1),
  results: v.array(
    v.object({
      studyInstanceUID: uid,
      sopInstanceUID: uid,
      model: v.string(),
      uncertainty: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    }),
  ),
  failures: v.array(v.object({ studyInstanceUID: uid, model: v.string(), reason: v.string() })),
});

/** Results of an archive, by StudyInstanceUID. */
export interface ArchiveList {
  /** The file's name, as the user knows it. */
  readonly name: string;
  /** Uncertainty, 0 to 1, of studies with results, the most uncertain first; undefined if not computed. */
  readonly results: ReadonlyMap<string, number | undefined>;
  /** Why a study has no result, by model: "ct-liver: no series fits". */
  readonly failures: ReadonlyMap<string, string>;
}

/**
 * Parses the list that `autoseg archive worklist` writes.
 * @throws AutosegError `invalid-argument` for any other file.
 */
export function parseArchiveList(text: string, name: string): ArchiveList {
  const parsed = v.safeParse(schema, parseJson(text));
  if (!parsed.success)
    throw new AutosegError(
      "invalid-argument",
      `"${name}" is not a worklist of an archive. Write one with "autoseg archive worklist".`,
      { argument: "worklist" },
    );
  const results = new Map<string, number | undefined>();
  for (const { studyInstanceUID, uncertainty } of parsed.output.results) {
    const known = results.get(studyInstanceUID);
    results.set(studyInstanceUID, known === undefined ? uncertainty : Math.max(known, uncertainty ?? 0));
  }
  const failures = new Map<string, string>();
  for (const { studyInstanceUID, model, reason } of parsed.output.failures) {
    const before = failures.get(studyInstanceUID);
    failures.set(studyInstanceUID, [before, `${model}: ${reason}`].filter(Boolean).join(" "));
  }
  const byUncertainty = [...results].sort(([, a], [, b]) => (b ?? -1) - (a ?? -1));
  return { name, results: new Map(byUncertainty), failures };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

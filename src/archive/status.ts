import type { SeriesDecision, WorkQueue } from "./job-queue.ts";

/** Progress of an archive. */
export interface ArchiveStatus {
  readonly studies: number;
  /** Series in the queue, by state. */
  readonly jobs: Readonly<Record<string, number>>;
  /** Series not selected, by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Dead letters, by reason. */
  readonly failed: Readonly<Record<string, number>>;
}

export async function readStatus(queue: WorkQueue): Promise<ArchiveStatus> {
  const refused: Record<string, number> = {};
  let studies = 0;
  for await (const { series } of queue.decisions()) {
    studies++;
    for (const { code } of series) if (code !== undefined) refused[code] = (refused[code] ?? 0) + 1;
  }
  return {
    studies,
    jobs: await queue.counts(),
    refused,
    failed: Object.fromEntries(await queue.failures()),
  };
}

/** Why a series of a study was segmented or not, as a sentence. */
export interface Explanation extends Pick<SeriesDecision, "seriesInstanceUID" | "model"> {
  readonly state: string;
  readonly why: string;
}

/** What happened to every series of a study; undefined for a study that no sweep has found. */
export async function explainStudy(
  queue: WorkQueue,
  studyInstanceUID: string,
): Promise<readonly Explanation[] | undefined> {
  const decision = await queue.decision(studyInstanceUID);
  if (!decision) return undefined;
  return Promise.all(
    decision.series.map(async ({ seriesInstanceUID, model, sopInstanceUID, reason }) => {
      const about = { seriesInstanceUID, model };
      if (sopInstanceUID === undefined) return { ...about, state: "refused", why: reason ?? "" };
      const job = await queue.job(sopInstanceUID);
      const state = job?.state ?? "completed";
      return { ...about, state, why: sentenceOf(state, job?.failedReason ?? "") };
    }),
  );
}

function sentenceOf(state: string, failedReason: string): string {
  switch (state) {
    case "completed":
      return "It was segmented.";
    case "failed":
      return `It was given up. ${failedReason}`;
    case "active":
      return "It is being segmented.";
    case "delayed":
      return failedReason === "" ? "It waits for its time." : `It is tried again later. ${failedReason}`;
    default:
      return "It waits for its turn.";
  }
}

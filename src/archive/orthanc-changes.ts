import type { DicomWebOptions } from "../dicomweb/index.ts";

/** Reports changed studies. Only a hint, since events may be lost; the next sweep finds what was missed. */
export interface ChangeSource {
  /** Studies changed since the last call, each once; throws if the server does not answer. */
  next(): Promise<readonly string[]>;
}

interface Change {
  readonly ChangeType: string;
  readonly ResourceType: string;
  readonly Path: string;
}

const telling: ReadonlySet<string> = new Set(["NewSeries", "StableSeries", "NewStudy", "StableStudy"]);

/**
 * Changes in an Orthanc server from now on.
 * @param address of its REST interface, such as "http://localhost:8042".
 */
export function createOrthancChanges(
  address: string,
  headers: NonNullable<DicomWebOptions["headers"]> = {},
): ChangeSource {
  const root = address.replace(/\/+$/, "");
  let since: number | undefined;
  const get = async (path: string) => {
    const response = await fetch(`${root}${path}`, { headers, signal: AbortSignal.timeout(30_000) });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response.json();
  };
  const studyOf = async ({ ResourceType, Path }: Change): Promise<string | undefined> => {
    const path = ResourceType === "Study" ? Path : `${Path}/study`;
    const study = (await get(path)) as { MainDicomTags?: { StudyInstanceUID?: string } } | undefined;
    return study?.MainDicomTags?.StudyInstanceUID;
  };
  return {
    async next() {
      if (since === undefined) {
        const { Last } = (await get("/changes?last")) as { Last: number };
        since = Last;
      }
      const found = new Set<string>();
      // If the server fails on the way, the next call begins here again.
      let last = since;
      for (let done = false; !done; ) {
        const page = (await get(`/changes?since=${last}&limit=200`)) as {
          Changes: readonly Change[];
          Last: number;
          Done: boolean;
        };
        for (const change of page.Changes) {
          if (!telling.has(change.ChangeType) || !/^(Study|Series)$/.test(change.ResourceType)) continue;
          const study = await studyOf(change);
          if (study !== undefined) found.add(study);
        }
        // A server that was set up anew counts from the beginning.
        done = page.Done || page.Last <= last;
        last = page.Last;
      }
      since = last;
      return [...found];
    },
  };
}

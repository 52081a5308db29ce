import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { untilInstalled } from "../../../scripts/debian-packages.ts";
import { findPostgres } from "../../../src/archive/embedded-postgres.ts";
import { findRedis } from "../../../src/archive/embedded-redis.ts";
import type { EmbeddedKind } from "../../../src/archive/index.ts";
import { makeSeries } from "../../unit/dicom/make-series.ts";

await untilInstalled();

/** Why there is no queue server of a kind; undefined if there is one. */
export const noQueue: Readonly<Record<EmbeddedKind, string | undefined>> = {
  redis: findRedis() ? undefined : "neither valkey-server nor redis-server is installed",
  postgres: (await findPostgres()) ? undefined : "no PostgreSQL is installed that this user may run",
};

export const queueKinds = ["redis", "postgres"] as const satisfies readonly EmbeddedKind[];

export const noRedis = noQueue.redis;

/** Text that must appear nowhere except in the objects: patient, descriptions, file names. */
export const secrets = ["Verborgen", "GEHEIM-4711", "Nicht-zu-lesen", "datei-mit-namen"];

export const studyUid = (n: number): string => `1.2.826.0.1.3680043.8.498.${n}`;
export const seriesUid = (n: number): string => `${studyUid(n)}.1`;

export interface MadeStudies {
  readonly count: number;
  readonly slices?: number;
  readonly size?: number;
}

/** Files of synthetic studies, each with one CT series, by study. */
export async function makeStudy(n: number, { slices = 6, size = 32 }: Omit<MadeStudies, "count"> = {}) {
  const series = makeSeries({
    columns: size,
    rows: size,
    slices,
    pixelSpacing: [5, 5],
    gapMm: 3,
    seriesInstanceUID: seriesUid(n),
    change: () => ({
      StudyInstanceUID: studyUid(n),
      PatientName: "Verborgen^Vera",
      PatientID: "GEHEIM-4711",
      StudyDescription: "Nicht-zu-lesen",
      SeriesDescription: "Nicht-zu-lesen",
      StudyDate: `202401${String((n % 28) + 1).padStart(2, "0")}`,
      StudyTime: `${String(n % 24).padStart(2, "0")}0000`,
    }),
  });
  return Promise.all(series.map(async (file) => new Uint8Array(await file.arrayBuffer())));
}

export async function writeStudies(folder: string, { count, ...made }: MadeStudies): Promise<void> {
  for (let n = 0; n < count; n++) {
    const place = join(folder, `datei-mit-namen-${n}`);
    mkdirSync(place, { recursive: true });
    for (const [k, bytes] of (await makeStudy(n, made)).entries())
      writeFileSync(join(place, `${k}.dcm`), bytes);
  }
}

export async function uploadStudies(orthancUrl: string, { count, ...made }: MadeStudies): Promise<void> {
  for (let n = 0; n < count; n++)
    await Promise.all(
      (await makeStudy(n, made)).map(async (body) => {
        const answer = await fetch(`${orthancUrl}instances`, { method: "POST", body });
        if (!answer.ok) throw new Error(`Orthanc answered HTTP ${answer.status}`);
      }),
    );
}

/** For each segmentation on a server, the series it belongs to. */
export async function segmentationsOn({ url }: { readonly url: string }): Promise<string[]> {
  const found = await fetch(`${url}tools/find`, {
    method: "POST",
    body: JSON.stringify({ Level: "Instance", Query: { Modality: "SEG" } }),
  });
  const series: string[] = [];
  for (const id of (await found.json()) as string[]) {
    const tags = (await (await fetch(`${url}instances/${id}/simplified-tags`)).json()) as {
      ReferencedSeriesSequence: { SeriesInstanceUID: string }[];
    };
    series.push(tags.ReferencedSeriesSequence[0]!.SeriesInstanceUID);
  }
  return series;
}

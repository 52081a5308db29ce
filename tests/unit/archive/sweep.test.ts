import { describe, expect, test } from "vitest";
import { type AskStudies, type SweepOptions, sweepStudies } from "../../../src/archive/sweep.ts";
import type { StudyQuery, StudyRow } from "../../../src/dicomweb/index.ts";

/** How a server of the tests behaves. */
interface Behaviour {
  readonly ignoresOffset?: boolean;
  readonly ignoresDates?: boolean;
  readonly ignoresTimes?: boolean;
  readonly ignoresLimit?: boolean;
  /** Answers no more than this, and does not say so. */
  readonly cutsAt?: number;
  /** Called before every answer, with the studies that there are. */
  readonly meanwhile?: (studies: StudyRow[], request: number) => void;
}

function serve(studies: StudyRow[], behaviour: Behaviour = {}) {
  const queries: StudyQuery[] = [];
  const ask: AskStudies = async (query) => {
    queries.push(query);
    behaviour.meanwhile?.(studies, queries.length);
    const isWithin = (value: string, range: string | undefined, width: number) => {
      if (range === undefined) return true;
      const [from, to] = range.split("-").map((end) => end.slice(0, width));
      return value !== "" && value.slice(0, width) >= from! && value.slice(0, width) <= to!;
    };
    const found = studies.filter(
      ({ date, time }) =>
        (behaviour.ignoresDates || isWithin(date, query.dates, 8)) &&
        (behaviour.ignoresTimes || isWithin(time, query.times, 6)),
    );
    const limit = behaviour.ignoresLimit ? found.length : Math.min(query.limit, behaviour.cutsAt ?? Infinity);
    const offset = behaviour.ignoresOffset ? 0 : query.offset;
    return found.slice(offset, offset + limit);
  };
  return { ask, queries };
}

async function sweep(ask: AskStudies, options: SweepOptions = {}): Promise<string[]> {
  const found: string[] = [];
  for await (const study of sweepStudies(ask, { pageSize: 10, ...options })) found.push(study);
  return found;
}

/** Studies over some years, many of them on one day, some at one second. */
function makeStudies(count: number): StudyRow[] {
  return Array.from({ length: count }, (_, n) => ({
    studyInstanceUID: `1.2.${n}`,
    date: n % 3 === 0 ? "20240229" : `20${10 + (n % 14)}${String((n % 12) + 1).padStart(2, "0")}15`,
    time: n % 3 === 0 ? `${String(n % 24).padStart(2, "0")}${String(n % 60).padStart(2, "0")}00` : "120000",
  }));
}

const all = (studies: readonly StudyRow[]) => studies.map(({ studyInstanceUID }) => studyInstanceUID).sort();

describe("a sweep finds every study, each once", () => {
  test.each<[string, Behaviour]>([
    ["as the standard has it", {}],
    ["that ignores offsets", { ignoresOffset: true }],
    ["that ignores times", { ignoresTimes: true }],
    ["that ignores dates and times", { ignoresDates: true, ignoresTimes: true }],
    ["that ignores limits", { ignoresLimit: true }],
    ["that cuts answers off silently", { cutsAt: 7, ignoresOffset: true }],
  ])("of a server %s", async (_, behaviour) => {
    const studies = makeStudies(250);
    const { ask, queries } = serve([...studies], behaviour);
    expect((await sweep(ask)).sort()).toEqual(all(studies));
    expect(queries.length).toBeLessThan(1500);
  });

  test("although others come and go meanwhile, which move what follows to other pages", async () => {
    const studies = makeStudies(250);
    const gone = new Set<string>();
    const { ask } = serve([...studies], {
      meanwhile(now, request) {
        if (request % 5 === 0) gone.add(now.shift()!.studyInstanceUID);
        if (request % 7 === 0) now.unshift({ studyInstanceUID: `9.${request}`, date: "20120101", time: "" });
      },
    });
    const found = new Set(await sweep(ask));
    const stayed = all(studies).filter((uid) => !gone.has(uid));
    expect(stayed.filter((uid) => !found.has(uid))).toEqual([]);
  });

  test("of a server that inserts, deletes, ignores offsets and cuts answers off, all at once; what was inserted too late, the next time", async () => {
    const studies = makeStudies(250);
    const [gone, added] = [new Set<string>(), new Set<string>()];
    let isQuiet = false;
    const { ask } = serve(studies, {
      ignoresOffset: true,
      cutsAt: 7,
      meanwhile(now, request) {
        if (isQuiet) return;
        if (request % 5 === 0) gone.add(now.shift()!.studyInstanceUID);
        if (request % 7 !== 0) return;
        const uid = `9.${request}`;
        added.add(uid);
        now.unshift({ studyInstanceUID: uid, date: `201${request % 10}0101`, time: "" });
      },
    });
    const before = all(studies);
    const found = new Set(await sweep(ask));
    expect(before.filter((uid) => !found.has(uid) && !gone.has(uid))).toEqual([]);
    expect([gone.size > 10, added.size > 10]).toEqual([true, true]);
    isQuiet = true;
    expect((await sweep(ask)).sort()).toEqual(all(studies));
  });

  test("although some have no date, which are in no range", async () => {
    const studies = [...makeStudies(30), { studyInstanceUID: "1.9", date: "", time: "" }];
    expect((await sweep(serve([...studies]).ask)).sort()).toEqual(all(studies));
  });

  test("at one second, more than a page of them", async () => {
    const studies = Array.from({ length: 45 }, (_, n) => ({
      studyInstanceUID: `1.2.${n}`,
      date: "20240101",
      time: n < 40 ? "080000" : "",
    }));
    expect((await sweep(serve([...studies]).ask)).sort()).toEqual(all(studies));
  });

  test("of an empty server", async () => expect(await sweep(serve([]).ask)).toEqual([]));
});

test("a sweep keeps to the dates that it is given", async () => {
  const studies = makeStudies(60);
  const { ask, queries } = serve([...studies]);
  const found = await sweep(ask, { from: "20240101", to: "20241231" });
  expect(found.sort()).toEqual(all(studies.filter(({ date }) => date.startsWith("2024"))));
  expect(queries.every(({ dates }) => dates !== undefined)).toBe(true);
});

test("a sweep ends once a walk has found nothing new", async () => {
  const walks: number[] = [];
  await sweep(serve(makeStudies(25)).ask, { onWalk: (added) => walks.push(added) });
  expect(walks).toEqual([25, 0]);
});

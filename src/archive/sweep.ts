import type { StudyQuery, StudyRow } from "../dicomweb/index.ts";

/** Requests one page of studies. */
export type AskStudies = (query: StudyQuery) => Promise<readonly StudyRow[]>;

export interface SweepOptions {
  /** First and last StudyDate, YYYYMMDD. */
  readonly from?: string;
  readonly to?: string;
  /** Number of results per request; if as many or more come back, there may be others. */
  readonly pageSize?: number;
  /** Called after each walk with the number of studies it added. */
  readonly onWalk?: (added: number) => void;
}

/** A range of dates, or of times within one day; both ends included. */
interface Window {
  readonly from: number;
  readonly to: number;
  /** YYYYMMDD; undefined if `from` and `to` are days. */
  readonly day?: string;
}

/** The page size requested, or the server's own maximum once known; and the longest response so far. */
interface Pages {
  size: number;
  longest: number;
}

/** Maximum number of walks; if the last one still found something, the next sweep continues. */
const mostWalks = 8;

const daySeconds = 86_400;

/**
 * Lists every study of an archive once, although studies come and go meanwhile and servers count pages differently. The date
 * range is halved until a response is shorter than a page, so that no offset is needed (a day is halved by StudyTime). The walk
 * is repeated, with every window halved once more than before, until one finds nothing new, which reveals what a server
 * truncated silently. Studies without a date are in no window, so a plain list is also requested, page by page.
 */
export async function* sweepStudies(ask: AskStudies, options: SweepOptions = {}): AsyncGenerator<string> {
  const { from = "19000101", to = toDate(toDay(today()) + 1), pageSize = 200, onWalk } = options;
  const found = new Set<string>();
  const pages: Pages = { size: pageSize, longest: 0 };
  const isDated = options.from !== undefined || options.to !== undefined;
  for (let walk = 0; walk < mostWalks; walk++) {
    const before = found.size;
    const walker = createWalker(ask, pages, found);
    yield* walker.window({ from: toDay(from), to: toDay(to) }, walk);
    if (!isDated || !walker.filters) yield* walker.pages({}, walk);
    onWalk?.(found.size - before);
    if (walk > 0 && found.size === before) return;
  }
}

function createWalker(ask: AskStudies, pages: Pages, found: Set<string>) {
  const limit = pages.size;
  /** Whether the server applies ranges; otherwise halving would never end. */
  let filters = true;

  function* add(rows: readonly StudyRow[]): Generator<string> {
    for (const { studyInstanceUID } of rows) {
      if (found.has(studyInstanceUID)) continue;
      found.add(studyInstanceUID);
      yield studyInstanceUID;
    }
  }

  /**
   * @param extra how often to halve a window although its response is short.
   * @returns how many studies the response contained, or those of its halves.
   */
  async function* walkWindow(window: Window, extra: number): AsyncGenerator<string, number> {
    if (window.from > window.to || !filters) return 0;
    const range = toRange(window);
    const rows = await ask({ ...range, limit, offset: 0 });
    pages.longest = Math.max(pages.longest, rows.length);
    yield* add(rows);
    const places = rows.map((row) => placeOf(row, window));
    if (places.some((place) => place === undefined)) {
      // If times make no difference within a day, the caller lists the day in pages.
      if (window.day === undefined) filters = false;
      return rows.length;
    }
    const isFull = rows.length >= pages.size;
    if (!isFull && (extra === 0 || rows.length === 0)) return rows.length;
    const halves = halve(window, places as number[]);
    let inHalves = 0;
    for (const half of halves) inHalves += yield* walkWindow(half, isFull ? extra : extra - 1);
    // The server returns fewer results than requested without saying so.
    if (!isFull && inHalves > rows.length && rows.length === pages.longest) pages.size = rows.length;
    // The window cannot be halved further, or the server ignores times: lists the rest in pages.
    if (isFull && window.from === window.to) yield* walkPages(range, 0);
    return Math.max(rows.length, inHalves);
  }

  /** Pages by offset, until one is short or brings nothing new. */
  async function* walkPages(
    range: Pick<StudyQuery, "dates" | "times">,
    overlap: number,
  ): AsyncGenerator<string> {
    const seen = new Set<string>();
    // Each walk begins pages at other offsets, so that a study missed between two pages is not missed again.
    const step = Math.max(1, pages.size - overlap);
    for (let offset = 0; ; offset += step) {
      const rows = await ask({ ...range, limit, offset });
      yield* add(rows);
      const before = seen.size;
      for (const { studyInstanceUID } of rows) seen.add(studyInstanceUID);
      if (rows.length < step || seen.size === before) return;
    }
  }

  return {
    window: walkWindow,
    pages: walkPages,
    get filters() {
      return filters;
    },
  };
}

/** Halves a window so that the known studies are divided as evenly as possible; empty if it cannot be divided. */
function halve(window: Window, places: readonly number[]): Window[] {
  const { from, to, day } = window;
  if (from === to)
    return day === undefined ? halve({ from: 0, to: daySeconds - 1, day: toDate(from) }, []) : [];
  const sorted = [...places].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? Math.floor((from + to) / 2);
  const last = Math.min(to - 1, middle);
  return [
    { ...window, to: last },
    { ...window, from: last + 1 },
  ];
}

/** A study's position in a window; undefined if it is outside. */
function placeOf({ date, time }: StudyRow, { from, to, day }: Window): number | undefined {
  if (day === undefined) {
    const place = /^\d{8}$/.test(date) ? toDay(date) : undefined;
    return place !== undefined && place >= from && place <= to ? place : undefined;
  }
  const [, hours, minutes = "0", seconds = "0"] = /^(\d\d)(\d\d)?(\d\d)?/.exec(time) ?? [];
  if (date !== day) return undefined;
  if (hours === undefined) return from;
  const place = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return place >= from && place <= to ? place : undefined;
}

function toRange({ from, to, day }: Window): Pick<StudyQuery, "dates" | "times"> {
  if (day === undefined) return { dates: `${toDate(from)}-${toDate(to)}` };
  return { dates: `${day}-${day}`, times: `${toTime(from)}-${toTime(to)}.999999` };
}

/** Converts a DA value to days since 1970, and back. */
function toDay(date: string): number {
  return (
    Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6, 8))) / 86_400_000
  );
}

function toDate(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
}

function toTime(second: number): string {
  const digits = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${digits(second / 3600)}${digits((second / 60) % 60)}${digits(second % 60)}`;
}

function today(): string {
  return new Date().toISOString().slice(0, 10).replaceAll("-", "");
}

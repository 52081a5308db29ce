import type { StudyQuery, StudyRow } from "../dicomweb/index.ts";

/** Asks for one page of studies. */
export type AskStudies = (query: StudyQuery) => Promise<readonly StudyRow[]>;

export interface SweepOptions {
  /** First and last StudyDate, YYYYMMDD. */
  readonly from?: string;
  readonly to?: string;
  /** Answers that one request asks for; as many or more mean that there may be others. */
  readonly pageSize?: number;
  /** Told after each walk: how many studies it added. */
  readonly onWalk?: (added: number) => void;
}

/** A range of dates, or of times within one day; both ends included. */
interface Window {
  readonly from: number;
  readonly to: number;
  /** YYYYMMDD; undefined where `from` and `to` are days. */
  readonly day?: string;
}

/** Answers that are asked for, or as many as the server gives at most, once that is known; and the longest answer yet. */
interface Pages {
  size: number;
  longest: number;
}

/** Walks after which the sweep ends although the last one still found something: the next sweep goes on. */
const mostWalks = 8;

/** Seconds of a day. */
const daySeconds = 86_400;

/**
 * Every study of an archive, each once, although studies come and go meanwhile and servers count pages in their own ways:
 * the range of dates is halved until an answer is shorter than a page, so that no offset is needed (a day is halved by
 * StudyTime). The walk is repeated, with every window halved once more than before, until one finds nothing new: that shows
 * what a server cut off silently. Studies without a date are in no window; one plain list, page by page, is asked for too.
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
  /** Whether the server takes notice of ranges: one that does not would be halved for ever. */
  let filters = true;

  function* add(rows: readonly StudyRow[]): Generator<string> {
    for (const { studyInstanceUID } of rows) {
      if (found.has(studyInstanceUID)) continue;
      found.add(studyInstanceUID);
      yield studyInstanceUID;
    }
  }

  /**
   * @param extra how often a window is halved although its answer is short.
   * @returns how many studies its answer or those of its halves had.
   */
  async function* walkWindow(window: Window, extra: number): AsyncGenerator<string, number> {
    if (window.from > window.to || !filters) return 0;
    const range = toRange(window);
    const rows = await ask({ ...range, limit, offset: 0 });
    pages.longest = Math.max(pages.longest, rows.length);
    yield* add(rows);
    const places = rows.map((row) => placeOf(row, window));
    if (places.some((place) => place === undefined)) {
      // A day whose times make no difference is listed in pages, by whoever halved it.
      if (window.day === undefined) filters = false;
      return rows.length;
    }
    const isFull = rows.length >= pages.size;
    if (!isFull && (extra === 0 || rows.length === 0)) return rows.length;
    const halves = halve(window, places as number[]);
    let inHalves = 0;
    for (const half of halves) inHalves += yield* walkWindow(half, isFull ? extra : extra - 1);
    // The server gives fewer answers than it is asked for, and does not say so.
    if (!isFull && inHalves > rows.length && rows.length === pages.longest) pages.size = rows.length;
    // Nothing smaller can be asked for, or some servers take no notice of times: what is left of it comes in pages.
    if (isFull && window.from === window.to) yield* walkPages(range, 0);
    return Math.max(rows.length, inHalves);
  }

  /** Pages by offset, until one is short or brings nothing that was not in those before. */
  async function* walkPages(
    range: Pick<StudyQuery, "dates" | "times">,
    overlap: number,
  ): AsyncGenerator<string> {
    const seen = new Set<string>();
    // On another walk pages begin elsewhere, so that what slipped between two of them does not do so again.
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

/** Parts of a window with as many of the known studies on either side as can be; none where it cannot be divided. */
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

/** Where a study lies in a window; undefined for one that lies outside. */
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

/** Days since 1970 of a DA value, and back. */
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

import { type ReadProgress, type SourceSeries, text } from "../dicom/index.ts";
import { formatDay, t } from "../texts/index.ts";
import type { StudySummary, ViewerState } from "./viewer-state.ts";

/** The series as described in the top bar. */
export function summarize(series: SourceSeries): StudySummary {
  const { header, volume } = series;
  const name = formatName(text(header, "PatientName") ?? "");
  const [columns, rows, slices] = volume.grid.size;
  const description = text(header, "SeriesDescription") ?? text(header, "StudyDescription") ?? "";
  return {
    get patient() {
      return name || shownText(text(header, "PatientID") ?? "") || t("study.noName");
    },
    get details() {
      const { fileFormat: format } = series;
      const date = format ? t("volumeFile.details", { format }) : formatDate(text(header, "StudyDate") ?? "");
      return linked([date, series.modality, shownText(description), `${columns} × ${rows} × ${slices}`]);
    },
    get patientLines() {
      const birthDate = formatDate(text(header, "PatientBirthDate") ?? "");
      return [
        name,
        shownText(text(header, "PatientID") ?? ""),
        linked([
          birthDate && t("onImage.born", { date: birthDate }),
          formatSex(text(header, "PatientSex") ?? ""),
        ]),
      ].filter(Boolean);
    },
    get seriesLines() {
      return [
        linked([series.modality, formatDate(text(header, "StudyDate") ?? "")]),
        shownText(text(header, "SeriesDescription") ?? ""),
      ].filter(Boolean);
    },
  };
}

function linked(parts: readonly string[]): string {
  return parts.filter(Boolean).join(" · ");
}

/** PatientSex: M, F or O (PS3.3 C.7.1.1); other values unchanged. */
function formatSex(sex: string): string {
  return sex === "M" || sex === "F" || sex === "O" ? t(`onImage.sex.${sex}`) : shownText(sex);
}

/** A DICOM name (value representation PN) as people read it, in each of the scripts it is given in (PS3.5 6.2.1.2). */
export function formatName(name: string): string {
  return name
    .split("=")
    .map((form) => shownText(form.replace(/\^+/g, " ").trim()))
    .filter((form) => form !== "")
    .join(" · ");
}

/** A DICOM date (value representation DA) in the page's language; invalid dates unchanged. */
export function formatDate(date: string): string {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(date)?.map(Number) ?? [];
  const at = new Date(year ?? Number.NaN, (month ?? 0) - 1, day);
  return at.getMonth() + 1 === month && at.getDate() === day ? formatDay(at) : shownText(date);
}

/** Progress of reading; headers are a small part of the work. */
export function describeReading({ filesDone, filesTotal, phase }: ReadProgress): ViewerState["loading"] {
  const part = filesTotal === 0 ? 0 : filesDone / filesTotal;
  return phase === "headers"
    ? { text: t("study.readingHeaders", { done: filesDone, total: filesTotal }), fraction: part * 0.15 }
    : {
        text: t("study.readingImages", { done: filesDone, total: filesTotal }),
        fraction: 0.15 + part * 0.85,
      };
}

/** Invisible characters that move the text next to them: controls and directional overrides. */
const unseen = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Scripts written from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and others. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Makes text from a file safe to show among other text: invisible characters are replaced, and right-to-left text is isolated
 * (Unicode Standard Annex 9: FSI, PDI) so that numbers next to it stay in place.
 */
export function shownText(value: string): string {
  const seen = value.replace(unseen, "\ufffd");
  return rightToLeft.test(seen) ? `\u2068${seen}\u2069` : seen;
}

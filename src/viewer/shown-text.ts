/** Characters that are not seen and move what stands beside them: controls, and what overrides the direction of writing. */
const unseen = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Scripts that run from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and others. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A text out of a file as it may stand among others: what is not seen becomes a replacement character, and a text that
 * runs from right to left keeps to itself (Unicode Standard Annex 9: FSI, PDI), so that numbers beside it stay in place.
 */
export function shownText(value: string): string {
  const seen = value.replace(unseen, "\ufffd");
  return rightToLeft.test(seen) ? `\u2068${seen}\u2069` : seen;
}

import { type AttributeValue, type Dataset, items, type Keyword, text } from "../../../dicom/index.ts";

/** One fault or doubtful point of an object, in words. */
export interface BrokenRule {
  /** An `error` violates the standard; a `warning` is allowed, but known to cause trouble for readers. */
  readonly severity: "error" | "warning";
  /** The place in the object: a keyword, "segment 2", "frame 17". */
  readonly where: string;
  /** What was found and what was expected, as a sentence. */
  readonly message: string;
  /** The rule: "PS3.3 C.8.20.2". */
  readonly source: string;
}

/** Collects findings; a rule broken in many places is reported once, with the number of places. */
export interface BrokenRules {
  error(where: string, message: string, source: string): void;
  warning(where: string, message: string, source: string): void;
}

/** Collects findings in order, and turns them into a list. */
export function createBrokenRules(): BrokenRules & { toList(): BrokenRule[] } {
  const byRule = new Map<string, { finding: BrokenRule; places: number }>();
  const add = (finding: BrokenRule) => {
    // Places of one kind differ only in their number: "frame 17", "segment 2".
    const kind = finding.where.replace(/\d+/g, "#");
    const rule = [finding.severity, kind, finding.message.replace(/\d+/g, "#"), finding.source].join("|");
    const known = byRule.get(rule);
    if (known) known.places++;
    else byRule.set(rule, { finding, places: 1 });
  };
  return {
    error: (where, message, source) => add({ severity: "error", where, message, source }),
    warning: (where, message, source) => add({ severity: "warning", where, message, source }),
    toList: () =>
      [...byRule.values()].map(({ finding, places }) =>
        places === 1 ? finding : { ...finding, where: `${finding.where} and ${places - 1} more` },
      ),
  };
}

/** Whether an attribute is present with a value, as type 1 requires (PS3.5 7.4.1). */
export function hasValue(dataset: Dataset, keyword: Keyword): boolean {
  const value: AttributeValue | undefined = dataset[keyword];
  return value !== undefined && value.length > 0 && value[0] !== "";
}

/** Requires an attribute with a value, one of `allowed` if these are given. */
export function requireValue(
  findings: BrokenRules,
  dataset: Dataset,
  keyword: Keyword,
  rule: { readonly where?: string; readonly source: string; readonly allowed?: readonly (string | number)[] },
): void {
  const where = rule.where ?? keyword;
  const name = rule.where === undefined ? "It" : keyword;
  if (!hasValue(dataset, keyword)) {
    findings.error(
      where,
      `${name} is ${keyword in dataset ? "empty" : "missing"}, and needs a value.`,
      rule.source,
    );
    return;
  }
  const value = dataset[keyword]![0];
  if (rule.allowed && !rule.allowed.some((allowed) => allowed === value))
    findings.error(where, `${name} is "${value}"; ${rule.allowed.join(" or ")} was expected.`, rule.source);
}

/** Requires that a code sequence has one complete code (PS3.3 8.8); with `isRequired` it must be present. */
export function requireCode(
  findings: BrokenRules,
  dataset: Dataset,
  keyword: Keyword,
  rule: { readonly where: string; readonly source: string; readonly isRequired: boolean },
): void {
  const [item] = items(dataset, keyword);
  if (!item) {
    if (rule.isRequired) findings.error(rule.where, `${keyword} is missing.`, rule.source);
    return;
  }
  const values: Keyword[] = ["CodeValue", "LongCodeValue", "URNCodeValue"];
  if (!values.some((value) => hasValue(item, value)))
    findings.error(rule.where, `${keyword} has no code value.`, "PS3.3 8.8");
  if (!hasValue(item, "CodeMeaning"))
    findings.error(rule.where, `${keyword} has no code meaning.`, "PS3.3 8.8");
  if (!hasValue(item, "CodingSchemeDesignator") && !hasValue(item, "URNCodeValue"))
    findings.error(rule.where, `${keyword} has no coding scheme.`, "PS3.3 8.8");
  if (["SRT", "SNM3", "99SDM"].includes(text(item, "CodingSchemeDesignator") ?? ""))
    findings.warning(rule.where, `${keyword} has a code of a retired scheme; use SCT.`, "PS3.16 8");
}

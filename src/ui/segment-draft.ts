import {
  anyTissue,
  farthestColor,
  freeLabel,
  type SegmentDraft,
  type SegmentRow,
} from "../controller/index.ts";
import type { SidedTerm, Term } from "../terminology/index.ts";
import type { Code, Segment } from "../volume/index.ts";

/** The state of the dialog. */
export interface DraftForm {
  readonly term: Term | undefined;
  readonly side: Code | undefined;
  /** Undefined while the name follows the term. */
  readonly label: string | undefined;
  readonly color: Segment["color"];
}

/** The initial form, for a new or an existing segment. */
export function openForm(segment: Segment | undefined, others: readonly SegmentRow[]): DraftForm {
  if (!segment) return { term: undefined, side: undefined, label: undefined, color: farthestColor(others) };
  const { category, type, typeModifier, label, color } = segment;
  return { term: { category, type }, side: typeModifier, label, color };
}

/** The form with another term, or none; the name follows unless the user has typed one. */
export function withTerm(form: DraftForm, found: SidedTerm | undefined): DraftForm {
  const { label } = form;
  const ofTerm = labelOf({ ...form, label: undefined }, []);
  const isOwn = label !== undefined && label.replace(/ \d+$/, "").toLowerCase() !== ofTerm.toLowerCase();
  const term = found && { type: found.type, category: found.category };
  return { ...form, term, side: found?.side, label: isOwn ? label : undefined };
}

/** The typed name, or one from side and term, numbered if it is taken. */
export function labelOf({ label, term, side }: DraftForm, others: readonly SegmentRow[]): string {
  if (label !== undefined) return label;
  if (!term) return "";
  const meaning = term.type.codeMeaning;
  const name = side ? `${side.codeMeaning} ${meaning.charAt(0).toLowerCase()}${meaning.slice(1)}` : meaning;
  return freeLabel(others, name.slice(0, 60));
}

/** The segment as described; without a term, the default term for tissue. */
export function toDraft(form: DraftForm, others: readonly SegmentRow[]): SegmentDraft {
  const { term = anyTissue, side, color } = form;
  return { label: labelOf(form, others), term, color, ...(side && { typeModifier: side }) };
}

/** Such as #e69f00. */
export function toHex(color: Segment["color"]): string {
  return `#${color.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

export function fromHex(hex: string): Segment["color"] {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return [red!, green!, blue!];
}

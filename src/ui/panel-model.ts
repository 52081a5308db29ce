import type { ReviewItem, SegmentDraft } from "../controller/index.ts";
import type { ExtensionState } from "../cornerstone/index.ts";
import type { SegmentDisplay } from "../editing/index.ts";
import type { ReviewState } from "../review/index.ts";
import { withKey } from "../texts/index.ts";
import type { Segment } from "../volume/index.ts";

/** What the parts of a panel show. */
export interface PanelState
  extends Pick<
    ExtensionState,
    | "models"
    | "modelName"
    | "modelFit"
    | "run"
    | "provider"
    | "segments"
    | "activeSegment"
    | "review"
    | "rejected"
    | "reviewOrder"
    | "activeItem"
  > {
  readonly study: { readonly modality: string; readonly axialAxis: 0 | 1 | 2 } | undefined;
  /** What the dialog of a segment is about: a new one, or the one of that number; undefined while it is closed. */
  readonly segmentDialog: "new" | number | undefined;
}

/** What the parts of a panel show, and what they ask for: the viewer has one, and so has an extension. */
export interface PanelModel {
  readonly state: PanelState;
  /** Calls the listener whenever `state` is another; returns the way to stop it. */
  subscribe(listener: () => unknown): () => void;
  /** False while nothing can be begun. */
  readonly canSegment: boolean;
  selectModel(name: string): unknown;
  segment(): unknown;
  togglePause(): void;
  cancel(): void;
  selectSegment(segmentNumber: number): void;
  setSegmentDisplay(segmentNumber: number, display: Partial<SegmentDisplay>): void;
  findSegment(segmentNumber: number): Segment | undefined;
  openSegmentDialog(about: "new" | number): void;
  closeSegmentDialog(): void;
  /** Adds or changes the segment that the dialog is about. */
  saveSegment(draft: SegmentDraft): unknown;
  deleteSegment(segmentNumber: number): unknown;
  sortReview(order: PanelState["reviewOrder"]): void;
  goTo(item: ReviewItem): void;
  /** Says what the active item is held to be. */
  decide(state: ReviewState): void;
  reviewNext(): void;
  /** Number of the axial slice through an item, as the viewports count; one-based. */
  sliceNumber?(item: ReviewItem): number | undefined;
  /** The keys that the titles of buttons name work. */
  readonly hasKeys?: boolean;
}

/** The title of a button with the key that does the same, where keys do. */
export function titleWithKey({ hasKeys }: PanelModel, title: string, key: string): string {
  return hasKeys ? withKey(title, key) : title;
}

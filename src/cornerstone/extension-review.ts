import {
  nextUnseenItem,
  type ReviewItem,
  type ReviewOrder,
  type Store,
  toReviewItems,
} from "../controller/index.ts";
import type { ReviewState } from "../review/index.ts";
import type { ExtensionState } from "./extension-state.ts";
import type { ExtensionVolume } from "./extension-volume.ts";

/** Going through what was found, and saying what it is held to be. */
export class ExtensionReview {
  readonly #store: Store<ExtensionState>;
  readonly #volume: Pick<ExtensionVolume, "require" | "requireIdle">;

  constructor(store: Store<ExtensionState>, volume: Pick<ExtensionVolume, "require" | "requireIdle">) {
    this.#store = store;
    this.#volume = volume;
  }

  /** Lesions, and segments without any, measured. They follow edits within a second. */
  get items(): ReviewItem[] {
    return toReviewItems(this.#store.state);
  }

  /** Sorts the items; undefined is the order in which they were found. */
  sort(reviewOrder: { readonly by: ReviewOrder; readonly descending: boolean } | undefined): void {
    this.#store.update({ reviewOrder });
  }

  /** Brings an item into view and makes its segment the one to draw into. @throws AutosegError `not-open` before `open`. */
  goTo({ id, place, segmentNumber }: ReviewItem): void {
    const { view, session } = this.#volume.require();
    view.goTo(place);
    session.activeSegment = segmentNumber;
    this.#store.update({ activeItem: id });
  }

  /** Goes to the next item that nobody has looked at. */
  next(): void {
    const next = nextUnseenItem(this.items, this.#store.state.activeItem);
    if (next) this.goTo(next);
  }

  /**
   * Says what the active item is held to be, as a step that can be undone. What is rejected stays on screen, and is exported
   * as the organ that it lies in, or left out.
   * @throws AutosegError `not-open` before `open`, `busy` while an edit is in progress.
   */
  decide(state: ReviewState): void {
    const item = this.items.find(({ id }) => id === this.#store.state.activeItem);
    if (item) this.#volume.requireIdle().review.decide(item, state);
  }
}

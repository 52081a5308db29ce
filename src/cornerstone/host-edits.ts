import { eventTarget } from "@cornerstonejs/core";
import { Enums } from "@cornerstonejs/tools";
import { createSignal, type SegmentationSession } from "../editing/index.ts";
import { t } from "../texts/index.ts";
import type { HostLabels } from "./host-labels.ts";
import type { HostVoice } from "./host-voice.ts";

/** Cornerstone's event for written labels. */
interface DataModified {
  readonly segmentationId: string;
  readonly modifiedSlicesToUse?: readonly number[];
}

type OpenEdit = ReturnType<SegmentationSession["beginEdit"]>;

/** What the edits need of the screen. */
export interface HostEditsScreen {
  /** Slices along k that viewports show. */
  readonly shownSlices: () => readonly number[];
  /** Redraws these slices. */
  readonly redraw: (slices: readonly number[]) => void;
}

/** Label that Cornerstone's tools use for previews. */
const previewLabel = 255;

/**
 * Takes what the host's tools write into the labels over into the session, as one step from the first change to the release of
 * the button. Reverts it if the session does not allow it: a segment is hidden, a limit is set, or one of this program's runs
 * or edits is in progress.
 */
export class HostEdits {
  /** Something that the host wrote was reverted; a sentence says why. */
  readonly refused = createSignal<string>();
  readonly #session: SegmentationSession;
  readonly #labels: HostLabels;
  readonly #voice: HostVoice;
  readonly #screen: HostEditsScreen;
  readonly #sliceLength: number;
  readonly #stop = new AbortController();
  #edit: OpenEdit | undefined;
  #isHeld = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: SegmentationSession, labels: HostLabels, voice: HostVoice, screen: HostEditsScreen) {
    this.#session = session;
    this.#labels = labels;
    this.#voice = voice;
    this.#screen = screen;
    this.#sliceLength = session.grid.size[0] * session.grid.size[1];
    const { signal } = this.#stop;
    eventTarget.addEventListener(Enums.Events.SEGMENTATION_DATA_MODIFIED, this.#onWrite);
    const options = { signal, capture: true };
    // A stroke ends with the button; without a page there are only writes by code.
    globalThis.window?.addEventListener("pointerdown", () => this.#hold(true), options);
    for (const name of ["pointerup", "pointercancel"] as const)
      globalThis.window?.addEventListener(name, () => this.#hold(false), options);
  }

  /** Makes a step of all that the host has written so far, on any slice. */
  settle(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#takeOver(this.#allSlices);
    const edit = this.#edit;
    this.#edit = undefined;
    edit?.commit();
  }

  dispose(): void {
    this.settle();
    this.#stop.abort();
    eventTarget.removeEventListener(Enums.Events.SEGMENTATION_DATA_MODIFIED, this.#onWrite);
  }

  readonly #onWrite = (event: Event): void => {
    const { segmentationId, modifiedSlicesToUse: hint } = (event as CustomEvent<DataModified>).detail;
    if (this.#voice.isSaying || segmentationId !== this.#labels.segmentationId) return;
    // While a button is down only the likely slices are compared; on release, the whole volume.
    this.#takeOver(this.#isHeld && hint?.length ? this.#candidates(hint) : this.#allSlices);
    if (this.#edit && !this.#isHeld) this.#settleSoon();
  };

  /** Compares the labels with the session's, slice by slice, and takes over differences. */
  #takeOver(slices: readonly number[]): void {
    const changed = slices.filter((k) => this.#differs(k));
    if (changed.length === 0) return;
    const isBusy = this.#session.isEditing && !this.#edit;
    if (!isBusy)
      this.#voice.hear(() => {
        this.#edit ??= this.#session.beginEdit("hand", t("steps.host"));
        for (const k of changed) this.#takeSlice(k, this.#edit);
        this.#edit.flush();
      });
    if (this.#restore(changed)) this.refused.emit(t(isBusy ? "host.notTaken" : "host.notAllowed"));
  }

  get #allSlices(): number[] {
    return [...this.#labels.slices.keys()];
  }

  /** The host may number slices along k, against it, or, for a stack, name only the one on screen. */
  #candidates(hint: readonly number[]): number[] {
    const last = this.#labels.slices.length - 1;
    const slices = new Set([...hint, ...hint.map((slice) => last - slice), ...this.#screen.shownSlices()]);
    return [...slices].filter((k) => k >= 0 && k <= last);
  }

  #takeSlice(k: number, edit: OpenEdit): void {
    const written = this.#labels.slices[k]!.read();
    const truth = this.#truth(k);
    const [columns, rows] = this.#session.grid.size;
    for (let j = 0; j < rows; j++) {
      const row = j * columns;
      for (let i = 0; i < columns; ) {
        const label = written[row + i]!;
        const first = i++;
        if (label === truth[row + first] || !this.#isKnown(label)) continue;
        while (i < columns && written[row + i] === label && truth[row + i] !== label) i++;
        edit.setRow({ i: first, end: i, j, k }, label);
      }
    }
  }

  /** Restores what was not taken over. @returns whether there was anything. */
  #restore(slices: readonly number[]): boolean {
    const restored = slices.filter((k) => {
      const labels = this.#labels.slices[k]!;
      const written = labels.read();
      const truth = this.#truth(k);
      let found = false;
      for (let index = 0; index < truth.length; index++) {
        if (written[index] === truth[index] || this.#isPreview(written[index]!)) continue;
        labels.write(index, truth[index]!);
        found = true;
      }
      return found;
    });
    if (restored.length > 0) this.#screen.redraw(restored);
    return restored.length > 0;
  }

  #truth(k: number): Uint8Array {
    return this.#session.voxels.subarray(k * this.#sliceLength, (k + 1) * this.#sliceLength);
  }

  /** Labels without a segment are refused: an export could not describe them. */
  #isKnown(label: number): boolean {
    return label === 0 || this.#session.findSegment(label) !== undefined;
  }

  #isPreview(label: number): boolean {
    return label === previewLabel && this.#session.findSegment(previewLabel) === undefined;
  }

  #differs(k: number): boolean {
    const labels = this.#labels.slices[k];
    return labels !== undefined && !sameLabels(labels.read(), this.#truth(k));
  }

  #hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (!isHeld && this.#edit) this.#settleSoon();
  }

  /** Waits for all events of the same input: the host's tool writes once more when the button is released. */
  #settleSoon(): void {
    this.#timer ??= setTimeout(() => this.settle(), 0);
  }
}

/** Whether two slices have the same labels, compared four at a time if possible, since most slices are unchanged. */
function sameLabels(a: ArrayLike<number>, b: Uint8Array): boolean {
  const inWords = (labels: ArrayLike<number>): labels is Uint8Array =>
    labels instanceof Uint8Array && labels.byteOffset % 4 === 0 && labels.length % 4 === 0;
  const toWords = ({ buffer, byteOffset, length }: Uint8Array) =>
    new Uint32Array(buffer, byteOffset, length >> 2);
  const [x, y] = inWords(a) && inWords(b) ? [toWords(a), toWords(b)] : [a, b];
  for (let at = 0; at < y.length; at++) if (x[at] !== y[at]) return false;
  return true;
}

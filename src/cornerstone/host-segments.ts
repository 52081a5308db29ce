import { eventTarget } from "@cornerstonejs/core";
import { Enums, segmentation } from "@cornerstonejs/tools";
import { anyTissue, farthestColor } from "../controller/index.ts";
import type { SegmentationSession, SegmentDisplay } from "../editing/index.ts";
import { t } from "../texts/index.ts";
import type { Segment } from "../volume/index.ts";
import { type HostLabels, toHostSegments } from "./host-labels.ts";
import type { HostVoice } from "./host-voice.ts";

const type = Enums.SegmentationRepresentations.Labelmap;
const { SEGMENTATION_MODIFIED, SEGMENTATION_REPRESENTATION_MODIFIED } = Enums.Events;
const { color, style, visibility } = segmentation.config;

/** SegmentLabel has VR LO: 64 characters, no backslash, no control characters (PS3.5 6.2). */
const longestLabel = 64;
const unwritable = /[\\\p{Cc}]+/gu;

/**
 * Keeps the segment list the same in session and host: which segments there are, labels, colours, locks, visibility and the
 * active segment. A change by the host is an undoable step.
 */
export class HostSegments {
  readonly #session: SegmentationSession;
  readonly #labels: HostLabels;
  readonly #voice: HostVoice;
  readonly #viewportIds: () => readonly string[];
  readonly #stops: readonly (() => void)[];
  /** As last told to the host, so that its own settings stay. */
  readonly #told = new Map<number, SegmentDisplay>();
  /** A change by the host while something is being drawn. */
  #unheard: Modified | undefined;

  constructor(
    session: SegmentationSession,
    labels: HostLabels,
    voice: HostVoice,
    viewportIds: () => readonly string[],
  ) {
    this.#session = session;
    this.#labels = labels;
    this.#voice = voice;
    this.#viewportIds = viewportIds;
    const onChange = (event: Event): void => this.#hear((event as CustomEvent<Modified>).detail);
    const names = [SEGMENTATION_MODIFIED, SEGMENTATION_REPRESENTATION_MODIFIED];
    for (const name of names) eventTarget.addEventListener(name, onChange);
    this.#stops = [
      session.segmentsChanged.subscribe(() => {
        if (!voice.isHearing) this.tell();
      }),
      session.editingChanged.subscribe(() => {
        // Later, since what was drawn is no step yet, and must come before what the host did then.
        if (this.#unheard) queueMicrotask(() => this.#catchUp());
      }),
      () => {
        for (const name of names) eventTarget.removeEventListener(name, onChange);
      },
    ];
  }

  dispose(): void {
    this.#unheard = undefined;
    for (const stop of this.#stops) stop();
  }

  /** Tells the host of all segments, unless it has changed them itself meanwhile: it is told of both then. */
  tell(): void {
    if (this.#unheard) return;
    const { segmentationId } = this.#labels;
    const known = segmentation.state.getSegmentation(segmentationId);
    if (!known) return;
    this.#voice.say(() => {
      const segments = toHostSegments(this.#session);
      for (const [number, segment] of Object.entries(segments))
        segments[number] = { ...known.segments[Number(number)], ...segment };
      if (!sameSegments(known.segments, segments))
        segmentation.updateSegmentations([{ segmentationId, payload: { segments } }]);
      for (const { segmentNumber } of this.#session.segments) this.#tellStyle(segmentNumber);
      for (const viewportId of this.#viewportIds()) this.#tellViewport(viewportId);
      const { activeSegment } = this.#session;
      if (
        activeSegment > 0 &&
        segmentation.segmentIndex.getActiveSegmentIndex(segmentationId) !== activeSegment
      )
        segmentation.segmentIndex.setActiveSegmentIndex(segmentationId, activeSegment);
    });
  }

  #tellStyle(segmentIndex: number): void {
    const { segmentationId, own } = this.#labels;
    const { opacity } = this.#session.display(segmentIndex);
    const told = this.#told.get(segmentIndex);
    this.#told.set(segmentIndex, this.#session.display(segmentIndex));
    // A host's segmentation keeps the host's look until it is changed here.
    if (told ? told.opacity === opacity : !own) return;
    style.setStyle(
      { type, segmentationId, segmentIndex },
      { fillAlpha: opacity, fillAlphaInactive: opacity },
    );
  }

  #tellViewport(viewportId: string): void {
    const { segmentationId } = this.#labels;
    const representation = segmentation.state.getSegmentationRepresentation(viewportId, {
      segmentationId,
      type,
    });
    if (!representation) return;
    for (const { segmentNumber, color: rgb } of this.#session.segments) {
      const { visible } = this.#session.display(segmentNumber);
      const shown = representation.segments[segmentNumber];
      if (!shown) representation.segments[segmentNumber] = { visible };
      if (shown?.visible !== visible)
        visibility.setSegmentIndexVisibility(viewportId, { segmentationId, type }, segmentNumber, visible);
      if (!sameColor(color.getSegmentIndexColor(viewportId, segmentationId, segmentNumber), rgb))
        color.setSegmentIndexColor(viewportId, segmentationId, segmentNumber, [...rgb, 255]);
    }
  }

  #catchUp(): void {
    if (!this.#unheard || this.#session.isEditing) return;
    const change = this.#unheard;
    this.#unheard = undefined;
    this.#hear(change);
  }

  #hear(change: Modified): void {
    const { segmentationId, viewportId } = change;
    if (segmentationId !== this.#labels.segmentationId) return;
    if (this.#voice.isSaying || this.#voice.isHearing) return;
    const host = segmentation.state.getSegmentation(segmentationId);
    if (!host) return;
    if (this.#session.isEditing) {
      this.#unheard = change;
      return;
    }
    this.#voice.hear(() => {
      this.#hearSegments(host.segments, viewportId);
      for (const { segmentIndex, locked, active } of Object.values(host.segments)) {
        if (this.#session.display(segmentIndex).locked !== locked)
          this.#session.setDisplay(segmentIndex, { locked });
        if (active && this.#session.activeSegment !== segmentIndex)
          this.#session.activeSegment = segmentIndex;
      }
      if (viewportId !== undefined) this.#hearVisibility(viewportId);
    });
    // In all viewports alike, and with the label that the segment got here.
    this.tell();
  }

  /**
   * Segments added or removed by the host, or with another label or colour. One with voxels that is locked or hidden here stays,
   * as do its voxels.
   */
  #hearSegments(segments: HostSegmentList, viewportId: string | undefined): void {
    const session = this.#session;
    const present = session.segments;
    const kept = new Set(session.editLimits("hand").locked?.filter((number) => this.#hasVoxels(number)));
    const heard = Object.values(segments)
      .map(({ segmentIndex, label }) => {
        const known = present.find(({ segmentNumber }) => segmentNumber === segmentIndex);
        const rgb = this.#colorIn(viewportId, segmentIndex);
        return known
          ? { ...known, label: toLabel(label, segmentIndex, known.label), color: rgb ?? known.color }
          : toSegment(
              segmentIndex,
              label,
              this.#colorIn(this.#viewportIds()[0], segmentIndex) ?? farthestColor(present),
            );
      })
      .concat(
        present.filter(
          ({ segmentNumber }) => kept.has(segmentNumber) && segments[segmentNumber] === undefined,
        ),
      )
      .sort((a, b) => a.segmentNumber - b.segmentNumber);
    const isSame =
      heard.length === present.length &&
      heard.every((segment, n) => {
        const other = [...present].sort((a, b) => a.segmentNumber - b.segmentNumber)[n]!;
        return (
          segment.segmentNumber === other.segmentNumber &&
          segment.label === other.label &&
          sameColor(segment.color, other.color)
        );
      });
    if (isSame) return;
    const numbers = new Set(
      present
        .filter((segment) => !heard.some(sameNumber(segment)))
        .map(({ segmentNumber }) => segmentNumber)
        .filter((segmentNumber) => session.counts.voxels(segmentNumber) > 0),
    );
    if (numbers.size === 0) {
      session.describeSegments(heard, t("steps.hostSegments"));
      return;
    }
    const edit = session.beginEdit("hand", t("steps.hostSegments"), { onlyLocks: true });
    edit.segments = heard;
    edit.writeAll(session.voxels.map((label) => (numbers.has(label) ? 0 : label)));
    edit.commit();
  }

  #hasVoxels(segmentNumber: number): boolean {
    return this.#session.counts.voxels(segmentNumber) > 0 || this.#session.layers.has(segmentNumber);
  }

  #hearVisibility(viewportId: string): void {
    const { segmentationId } = this.#labels;
    const hidden = visibility.getHiddenSegmentIndices(viewportId, { segmentationId, type });
    for (const { segmentNumber } of this.#session.segments) {
      const visible = !hidden.has(segmentNumber);
      if (this.#session.display(segmentNumber).visible !== visible)
        this.#session.setDisplay(segmentNumber, { visible });
    }
  }

  #colorIn(viewportId: string | undefined, segmentIndex: number): Segment["color"] | undefined {
    if (viewportId === undefined) return undefined;
    const rgba = color.getSegmentIndexColor(viewportId, this.#labels.segmentationId, segmentIndex);
    return rgba ? [rgba[0], rgba[1], rgba[2]] : undefined;
  }
}

/** Cornerstone's events for a changed segmentation, or for how a viewport shows it. */
interface Modified {
  readonly segmentationId: string;
  readonly viewportId?: string;
}

type HostSegmentList = Readonly<
  Record<
    number,
    {
      readonly segmentIndex: number;
      readonly label: string;
      readonly locked: boolean;
      readonly active: boolean;
    }
  >
>;

/** A segment added by the host, with the default term. */
export function toSegment(segmentNumber: number, label: string, rgb: Segment["color"]): Segment {
  return {
    segmentNumber,
    label: toLabel(label, segmentNumber),
    ...anyTissue,
    color: rgb,
    algorithmType: "MANUAL",
  };
}

/** The host's label in a form that DICOM can hold; without one, the known label. */
export function toLabel(label: string | null | undefined, segmentNumber: number, known?: string): string {
  const written = (label ?? "").replace(unwritable, " ").trim().slice(0, longestLabel).trim();
  return written || (known ?? t("host.numbered", { number: segmentNumber }));
}

function sameNumber({ segmentNumber }: Segment) {
  return (other: Segment): boolean => other.segmentNumber === segmentNumber;
}

function sameColor(a: ArrayLike<number> | null, b: ArrayLike<number>): boolean {
  return a !== null && [0, 1, 2].every((n) => a[n] === b[n]);
}

function sameSegments(a: HostSegmentList, b: HostSegmentList): boolean {
  const numbers = Object.keys(a);
  return (
    numbers.length === Object.keys(b).length &&
    numbers.every((number) => {
      const [one, other] = [a[Number(number)]!, b[Number(number)]];
      return other && one.label === other.label && one.locked === other.locked && one.active === other.active;
    })
  );
}

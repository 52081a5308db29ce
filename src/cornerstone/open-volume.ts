import { EditedVoxels, SessionReview, toSegmentRows, withoutRejected } from "../controller/index.ts";
import { type SourceSeries, sliceExtentsMm } from "../dicom/index.ts";
import { type HistoryLimits, SegmentationSession } from "../editing/index.ts";
import { toPlaneAxes } from "../geometry/index.ts";
import { ToolBox } from "../tools/index.ts";
import type { LabelMap, Segment } from "../volume/index.ts";
import type { ExtensionState } from "./extension-state.ts";
import type { DrawingTool } from "./host-tools.ts";
import { HostView } from "./host-view.ts";
import { findHostViewports, type HostPlace } from "./host-viewports.ts";
import { checkedSource, readLoadedVolume } from "./loaded-volume.ts";

export interface OpenVolumeOptions extends HostPlace {
  /** The series of the volume, read from its files; by default from Cornerstone's cache and metadata. */
  readonly source?: SourceSeries;
  readonly history?: HistoryLimits;
}

/** A volume of the host that is worked on: its values, the segmentation over it, and what was said of that. */
export class OpenVolume {
  readonly volumeId: string;
  readonly series: SourceSeries;
  readonly session: SegmentationSession;
  readonly toolBox = new ToolBox();
  readonly view: HostView;
  readonly review: SessionReview;
  readonly edited: EditedVoxels;
  readonly #stops: (() => void)[];

  /**
   * @param update is told what has changed, for as long as the volume is open.
   * @throws AutosegError as findHostViewports and readLoadedVolume; then nothing was added to the host.
   */
  constructor(
    options: OpenVolumeOptions,
    segments: readonly Segment[],
    update: (change: Partial<ExtensionState>) => void,
  ) {
    const host = findHostViewports(options);
    const { volumeId } = host;
    this.volumeId = volumeId;
    this.series = options.source ? checkedSource(volumeId, options.source) : readLoadedVolume(volumeId);
    const { grid, voxels: image, unit } = this.series.volume;
    const axialAxis = toPlaneAxes(grid, "axial").slices.axis;
    const session = new SegmentationSession(grid, segments, axialAxis, {
      image,
      sliceExtentsMm: this.series.slicePlaces && sliceExtentsMm(this.series),
      ...(options.history && { history: options.history }),
    });
    this.session = session;
    this.toolBox.session = session;
    this.view = new HostView(host, options.toolGroupId, this.series, session, this.toolBox);
    this.review = new SessionReview(session);
    this.edited = new EditedVoxels(session);
    const { toolBox: tools } = this;
    const syncSegments = () =>
      update({ segments: toSegmentRows(session), activeSegment: session.activeSegment });
    const syncHistory = () => update(historyOf(session));
    const syncTools = () =>
      update({ tool: tools.tool as DrawingTool | undefined, toolSettings: tools.settings });
    this.#stops = [
      session.voxelsChanged.subscribe(syncSegments),
      session.segmentsChanged.subscribe(syncSegments),
      session.history.changed.subscribe(syncHistory),
      this.review.changed.subscribe(() =>
        update({ review: this.review.list, rejected: this.review.rejected }),
      ),
      tools.changed.subscribe(syncTools),
    ];
    update({
      study: { modality: this.series.modality, unit: unit === "HU" ? "HU" : "", axialAxis },
      review: this.review.list,
      rejected: [],
      activeItem: undefined,
    });
    syncSegments();
    syncHistory();
    syncTools();
  }

  /** A copy of the segmentation as it is now, without empty segments; what was rejected is the organ's, or left out. */
  toLabelMap(): LabelMap {
    return withoutRejected(this.session.toLabelMap(), this.review.settle()).labelMap;
  }

  /** Takes everything out of the host's viewports again. */
  dispose(): void {
    for (const stop of this.#stops) stop();
    this.review.dispose();
    this.view.dispose();
    this.toolBox.session = undefined;
    this.toolBox.dispose();
  }
}

function historyOf({ history }: SegmentationSession) {
  return {
    undoName: history.nextUndo?.name,
    redoName: history.nextRedo?.name,
    isUnsaved: history.isUnsaved,
  };
}

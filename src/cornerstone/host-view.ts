import { Enums, metaData } from "@cornerstonejs/core";
import type { ShownStudy, StudyView } from "../controller/index.ts";
import { createSignal } from "../editing/index.ts";
import { type Point, toPlaneAxes } from "../geometry/index.ts";
import { HostPane } from "./host-pane.ts";
import { HostTools } from "./host-tools.ts";
import type { HostViewports } from "./host-viewports.ts";
import { provideImageMetadata } from "./image-volume.ts";
import { LabelmapLayer } from "./labelmap-layer.ts";

/** A segmentation in the viewports of another program: drawn over its volume, and drawn into. What is added goes by `dispose`. */
export class HostView implements StudyView {
  /** The host or its user moved a viewport, to another slice for instance. */
  readonly moved = createSignal();
  readonly #tools: HostTools;
  readonly #layer: LabelmapLayer;
  readonly #panes: readonly HostPane[];
  readonly #onMove = (): void => {
    this.#tools.refresh();
    this.moved.emit();
  };
  readonly #provide = (type: string, imageId: unknown): unknown => provideImageMetadata(type, imageId);

  constructor(
    { volumeId, viewports }: HostViewports,
    toolGroupId: string,
    { series, session, toolBox }: ShownStudy,
  ) {
    this.#panes = viewports.map((viewport) => new HostPane(viewport, session.grid));
    metaData.addProvider(this.#provide, 10_000);
    this.#layer = new LabelmapLayer(
      session,
      series,
      volumeId,
      viewports.map(({ id }) => id),
    );
    this.#tools = new HostTools(this.#panes, toolBox, toolGroupId);
    for (const { element } of this.#panes)
      element.addEventListener(Enums.Events.CAMERA_MODIFIED, this.#onMove);
  }

  /** Voxel in the middle of the first viewport that looks straight at slices. */
  get cursor(): Point<"ijk"> {
    return this.#pane.centre;
  }

  /** The slice in that viewport; the axial one through its middle where no viewport looks straight at slices. */
  get slice(): StudyView["slice"] {
    const { slice, centre, grid } = this.#pane;
    const { axis } = toPlaneAxes(grid, "axial").slices;
    return slice ?? { axis, index: centre[axis] };
  }

  axialNumber(sliceIndex: number): number {
    return sliceIndex + 1;
  }

  get #pane(): HostPane {
    return this.#panes.find(({ slice }) => slice) ?? this.#panes[0]!;
  }

  /** Brings a voxel's slice into every viewport; zoom, pan and direction stay. */
  goTo(ijk: Point<"ijk">): void {
    for (const pane of this.#panes) pane.goTo(ijk);
  }

  dispose(): void {
    for (const { element } of this.#panes)
      element.removeEventListener(Enums.Events.CAMERA_MODIFIED, this.#onMove);
    this.#tools.dispose();
    this.#layer.dispose();
    metaData.removeProvider(this.#provide);
  }
}

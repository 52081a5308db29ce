import {
  Controller,
  type ControllerHost,
  type ControllerOptions,
  createStore,
  type HeavyWork,
  initialControllerState,
  type ShownStudy,
} from "../../../src/controller/index.ts";
import type { SourceSeries } from "../../../src/dicom/index.ts";
import { readDicomSeg, readRtStruct, writeDicomSegInParts } from "../../../src/dicom-objects/index.ts";
import { createSignal } from "../../../src/editing/index.ts";
import { type Grid, type Point, toPlaneAxes } from "../../../src/geometry/index.ts";
import { compareMasks } from "../../../src/metrics/index.ts";
import { createPrompter } from "../../../src/prompting/index.ts";
import { toMask } from "../../../src/regions/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import type { Segment } from "../../../src/volume/index.ts";
import { readVolumeImage, readVolumeLabels } from "../../../src/volume-files/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";

/** A screen without pixels: remembers what it was asked to show, and looks where a test says. */
export class FakeHost implements ControllerHost {
  readonly moved = createSignal();
  shown: ShownStudy | undefined;
  disposals = 0;
  cursor: Point<"ijk"> = [0, 0, 0];

  show(study: ShownStudy) {
    this.shown = study;
    const { axis } = toPlaneAxes(study.session.grid, "axial").slices;
    const host = this;
    return {
      get cursor() {
        return host.cursor;
      },
      get slice() {
        return { axis, index: host.cursor[axis] };
      },
      moved: this.moved,
      goTo: (ijk: Point<"ijk">) => this.lookAt(ijk),
      axialNumber: (sliceIndex: number) => sliceIndex + 1,
      dispose: () => {
        this.disposals++;
        this.shown = undefined;
      },
    };
  }

  lookAt(ijk: Point<"ijk">): void {
    this.cursor = ijk;
    this.moved.emit();
  }
}

/** Runs long tasks in the test's thread. */
export const workHere: HeavyWork = {
  createSegmenter,
  createPrompter,
  compare: async ({ grid, found, reference, toleranceMm }) => {
    const [first, second] = [found, reference].map(({ labels, label }) => toMask(labels, grid, [label]));
    return compareMasks(first!, second!, toleranceMm);
  },
  readDicomSeg: async (file, options) => readDicomSeg(new Uint8Array(await file.arrayBuffer()), options),
  readRtStruct: async (file, options) => readRtStruct(new Uint8Array(await file.arrayBuffer()), options),
  readVolumeImage: async (file, options) =>
    readVolumeImage(new Uint8Array(await file.arrayBuffer()), options),
  readVolumeLabels: async (file, options) =>
    readVolumeLabels(new Uint8Array(await file.arrayBuffer()), options),
  writeDicomSeg: async (labelMaps, options) => new Blob([...writeDicomSegInParts(labelMaps, options)]),
  writeForm: async () => new Blob(["form"]),
};

export function createController(options: Partial<ControllerOptions> = {}) {
  const host = new FakeHost();
  const controller = new Controller(createStore(initialControllerState), {
    host,
    work: workHere,
    ...options,
  });
  /** The last message to the user. */
  const said = () => controller.state.notices.at(-1)?.text;
  /** Answers the current or next question; returns its title. */
  const answer = async (chosen: string | undefined): Promise<string> => {
    while (!controller.state.question) await new Promise((resolve) => setTimeout(resolve));
    const { question } = controller.state;
    question.answer(chosen);
    return question.title;
  };
  return { controller, host, said, answer };
}

/** A CT with nothing but its voxels. */
export function bareSeries(grid: Grid, voxels = new Int16Array(grid.size[0] * grid.size[1] * grid.size[2])) {
  return {
    modality: "CT",
    header: {},
    instances: [{ sopInstanceUID: "1.2.3.1" }],
    seriesInstanceUID: "1.2.3",
    volume: { grid, voxels, unit: "HU", modality: "CT" },
  } as unknown as SourceSeries;
}

/** A controller with an open study with these segments. */
export async function openStudy(
  segments: readonly Segment[],
  grid: Grid = straightGrid([6, 1, 1]),
  options: Partial<ControllerOptions> = {},
) {
  const made = createController(options);
  const study = await made.controller.context.open(bareSeries(grid), segments);
  const { session } = study;
  const write = (kind: "hand" | "run", labels: readonly number[]): void => {
    const edit = session.beginEdit(kind, kind);
    edit.writeAll(Uint8Array.from(labels));
    edit.commit();
  };
  return { ...made, study, session, write };
}

import { Enums, type Types, utilities } from "@cornerstonejs/core";
import { type ColorMap, colorMapOf, type Overlay } from "../controller/index.ts";
import { createVolume, removeVolume } from "./image-volume.ts";

/** Part of the range over which low values fade in. */
const fade = 0.1;

let overlaysMade = 0;

/** A second volume over that of some viewports; Cornerstone resamples it in patient space while drawing. */
export class OverlayVolume {
  readonly #viewports: () => readonly Types.IVolumeViewport[];
  #shown:
    | { readonly overlay: Overlay; readonly volume: Types.IImageVolume; readonly uid: string }
    | undefined;
  /** Changes are queued, since adding a volume takes a while. */
  #last: Promise<void> = Promise.resolve();

  constructor(viewports: () => readonly Types.IVolumeViewport[]) {
    this.#viewports = viewports;
  }

  /** Shows an overlay or changes how it is shown; undefined removes it. */
  show(overlay: Overlay | undefined): Promise<void> {
    const next = this.#last.then(() => this.#show(overlay));
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Shows the overlay in viewports added since. */
  refresh(): void {
    // A viewport that cannot show it may be gone by then.
    if (this.#shown) this.show(this.#shown.overlay).catch(() => undefined);
  }

  /** Removes the overlay at once; the viewports may be about to show something else. */
  dispose(): void {
    const shown = this.#shown;
    this.#shown = undefined;
    if (!shown) return;
    for (const viewport of this.#viewports())
      if (viewport.getActor(shown.uid)) viewport.removeVolumeActors([shown.uid]);
    removeVolume(shown.volume);
  }

  async #show(overlay: Overlay | undefined): Promise<void> {
    if (overlay?.series !== this.#shown?.overlay.series) this.dispose();
    if (overlay) {
      const { grid, voxels } = overlay.series.volume;
      const { volume, uid } = this.#shown ?? {
        volume: createVolume(overlay.series, grid, voxels),
        uid: `autoseg-overlay-${overlaysMade++}`,
      };
      this.#shown = { overlay, volume, uid };
      for (const viewport of this.#viewports()) {
        if (!viewport.getActor(uid)) await addBelowLabels(viewport, volume.volumeId, uid);
        if (this.#shown?.volume !== volume) {
          // Removed while it was added here.
          if (viewport.getActor(uid)) viewport.removeVolumeActors([uid]);
          return;
        }
        style(viewport, volume.volumeId, overlay);
      }
    }
    for (const viewport of this.#viewports()) viewport.render();
  }
}

/** Volumes added later are drawn above, so labels are added again to stay on top. The camera does not move. */
async function addBelowLabels(viewport: Types.IVolumeViewport, volumeId: string, uid: string): Promise<void> {
  const camera = viewport.getCamera();
  const above = viewport.getActors().slice(1);
  viewport.removeActors(above.map((actor) => actor.uid));
  try {
    await viewport.addVolumes(
      [
        {
          volumeId,
          actorUID: uid,
          visibility: true,
          // The only value in a slab thinner than a voxel, with the opacity that the map gives it.
          blendMode: Enums.BlendModes.MAXIMUM_INTENSITY_BLEND,
          // A fitted view must stay fitted to the first volume.
          callback: ({ volumeActor }) => {
            volumeActor.setUseBounds(false);
            // Opacity per sample as in the map, independent of the sample distance.
            const sampleMm = volumeActor.getMapper()!.getSampleDistance();
            volumeActor.getProperty().setScalarOpacityUnitDistance(0, sampleMm);
          },
        },
      ],
      false,
      true,
    );
  } finally {
    viewport.addActors(above);
    viewport.setCamera(camera);
  }
}

function style(
  viewport: Types.IVolumeViewport,
  volumeId: string,
  { range, colorMap, opacity }: Overlay,
): void {
  const map = colorMapOf(colorMap);
  const { lower, upper } = range;
  const opacityMapping = map.fadesIn
    ? [
        { value: lower, opacity: 0 },
        { value: lower + fade * (upper - lower), opacity },
        { value: upper, opacity },
      ]
    : [
        { value: lower, opacity },
        { value: upper, opacity },
      ];
  const name = registered(map);
  viewport.setProperties({ voiRange: range, colormap: { name, opacity: opacityMapping } }, volumeId, true);
}

function registered({ name, stops }: ColorMap): string {
  const ours = `autoseg-${name}`;
  if (!utilities.colormap.getColormap(ours))
    utilities.colormap.registerColormap({
      Name: ours,
      ColorSpace: "RGB",
      RGBPoints: stops.flatMap(([at, ...rgb]) => [at, ...rgb.map((value) => value / 255)]),
    } as Parameters<typeof utilities.colormap.registerColormap>[0]);
  return ours;
}

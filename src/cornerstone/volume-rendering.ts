import { CONSTANTS, type Types, utilities } from "@cornerstonejs/core";
import type { GreyWindow } from "./grey-window.ts";

/**
 * How the image is rendered in 3-D: with one of Cornerstone3D's presets, which are for Hounsfield units, or by the grey window
 * with black transparent, which suits every modality.
 */
export const renderings = ["vessels", "soft", "window"] as const;
export type Rendering = (typeof renderings)[number];

const presetNames = { vessels: "CT-AAA", soft: "CT-Muscle" } as const;

/** Volume rendering of the image in a 3-D viewport. */
export class VolumeRendering {
  readonly #viewport: Types.IVolumeViewport;
  #uid: string | undefined;

  constructor(viewport: Types.IVolumeViewport) {
    this.#viewport = viewport;
  }

  get isShown(): boolean {
    return this.#uid !== undefined;
  }

  /** Adds a volume of Cornerstone's cache; resolves when it is in the viewport, which is not drawn yet. */
  async show(volumeId: string, rendering: Rendering, window: GreyWindow): Promise<void> {
    const uid = `autoseg-rendering-${volumeId}`;
    if (this.#uid !== uid) {
      this.hide();
      this.#uid = uid;
      await this.#viewport.addVolumes([{ volumeId, actorUID: uid, visibility: true }], false, true);
    }
    // It may have been hidden meanwhile in favour of another volume.
    const entry = this.#viewport.getActor(uid);
    if (entry && this.#uid === uid)
      utilities.applyPreset(entry.actor as Types.VolumeActor, presetOf(rendering, window));
  }

  hide(): void {
    if (this.#uid !== undefined && this.#viewport.getActor(this.#uid))
      this.#viewport.removeActors([this.#uid]);
    this.#uid = undefined;
  }
}

/**
 * Transfer functions in Cornerstone3D's format: a count, then points of value and opacity, or of value, red, green and blue.
 */
export function presetOf(rendering: Rendering, window: GreyWindow): Types.ViewportPreset {
  if (rendering !== "window")
    return CONSTANTS.VIEWPORT_PRESETS.find(({ name }) => name === presetNames[rendering])!;
  const [lower, upper] = [window.center - window.width / 2, window.center + window.width / 2];
  // Cornerstone shifts the points so that the first and last are symmetric about 0; these already are.
  const end = 2 * Math.max(Math.abs(lower), Math.abs(upper), 1);
  return {
    name: "window",
    scalarOpacity: `8 ${-end} 0 ${lower} 0 ${upper} 0.6 ${end} 0.6`,
    colorTransfer: `16 ${-end} 0 0 0 ${lower} 0 0 0 ${upper} 1 1 1 ${end} 1 1 1`,
    gradientOpacity: "4 0 1 255 1",
    shade: "1",
    ambient: "0.2",
    diffuse: "0.9",
    specular: "0.2",
    specularPower: "10",
    interpolation: "1",
  };
}

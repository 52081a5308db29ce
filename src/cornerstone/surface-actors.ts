import { cache, Enums, geometryLoader, type Types } from "@cornerstonejs/core";
import type { SegmentDisplay } from "../editing/index.ts";
import { isAbnormality, type Segment } from "../volume/index.ts";

/** The part of Cornerstone's mesh actor used here. */
interface SurfaceActor {
  getProperty(): {
    setColor(red: number, green: number, blue: number): void;
    setOpacity(opacity: number): void;
    setSpecular(part: number): void;
    setAmbient(part: number): void;
    setDiffuse(part: number): void;
  };
  setVisibility(visible: boolean): void;
  setPosition(x: number, y: number, z: number): boolean;
}

/**
 * How far towards the viewer a finding is moved. Where it touches an organ their surfaces coincide, and depth would vary from
 * pixel to pixel. With parallel projection its place in the picture stays the same.
 */
const liftMm = 4;

let made = 0;

/** Surfaces of segments in one 3-D viewport. */
export class SurfaceActors {
  readonly #viewport: Types.IVolumeViewport;
  readonly #shown = new Map<number, { readonly uid: string; readonly actor: SurfaceActor }>();

  constructor(viewport: Types.IVolumeViewport) {
    this.#viewport = viewport;
  }

  /** Sets the direction (length 1) from which the viewer looks. */
  lookFrom([x, y, z]: readonly [number, number, number], segments: readonly Segment[]): void {
    for (const segment of segments)
      if (isAbnormality(segment))
        this.#shown.get(segment.segmentNumber)?.actor.setPosition(liftMm * x, liftMm * y, liftMm * z);
  }

  has(segmentNumber: number): boolean {
    return this.#shown.has(segmentNumber);
  }

  /** Shows a surface (a PLY file, LPS millimetres) in place of the segment's last one. */
  async replace(segmentNumber: number, ply: Blob): Promise<void> {
    const url = URL.createObjectURL(ply);
    const geometryId = `mesh:${url}`;
    try {
      const geometry = (await geometryLoader.loadAndCacheGeometry(geometryId, {
        type: Enums.GeometryType.MESH,
        geometryData: { id: geometryId, format: Enums.MeshType.PLY },
      } as unknown as Parameters<typeof geometryLoader.loadAndCacheGeometry>[1])) as unknown as {
        data: { defaultActor: SurfaceActor };
      };
      const actor = geometry.data.defaultActor;
      actor.getProperty().setAmbient(0.15);
      actor.getProperty().setDiffuse(0.85);
      actor.getProperty().setSpecular(0.15);
      this.remove(segmentNumber);
      const uid = `autoseg-surface-${made++}`;
      this.#viewport.addActor({ uid, actor: actor as unknown as Types.Actor });
      this.#shown.set(segmentNumber, { uid, actor });
    } finally {
      cache.removeGeometryLoadObject(geometryId);
      URL.revokeObjectURL(url);
    }
  }

  remove(segmentNumber: number): void {
    const shown = this.#shown.get(segmentNumber);
    if (shown) this.#viewport.removeActors([shown.uid]);
    this.#shown.delete(segmentNumber);
  }

  /** Removes the surfaces of all other segments. */
  keepOnly(segments: readonly Segment[]): void {
    const kept = new Set(segments.map(({ segmentNumber }) => segmentNumber));
    for (const segmentNumber of [...this.#shown.keys()])
      if (!kept.has(segmentNumber)) this.remove(segmentNumber);
  }

  /** Updates colours and visibility. Anatomy is translucent while an abnormality that may lie within it is shown. */
  restyle(segments: readonly Segment[], display: (segmentNumber: number) => SegmentDisplay): void {
    const isShown = ({ segmentNumber }: Segment) =>
      this.#shown.has(segmentNumber) && display(segmentNumber).visible;
    const hasFinding = segments.some((segment) => isShown(segment) && isAbnormality(segment));
    for (const segment of segments) {
      const actor = this.#shown.get(segment.segmentNumber)?.actor;
      if (!actor) continue;
      const [red, green, blue] = segment.color;
      actor.getProperty().setColor(red / 255, green / 255, blue / 255);
      actor.getProperty().setOpacity(hasFinding && !isAbnormality(segment) ? 0.4 : 1);
      actor.setVisibility(isShown(segment));
    }
  }
}

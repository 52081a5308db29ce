import { cache, type Types } from "@cornerstonejs/core";
import { type Box, voxelsInBox } from "../regions/index.ts";

/** The part of a volume's texture used here; Cornerstone creates it when the volume is first drawn. */
interface VolumeTexture {
  getHandle(): WebGLTexture | null;
  get(...names: string[]): {
    context?: WebGL2RenderingContext;
    format?: number;
    openGLDataType?: number;
    target?: number;
  };
}

/**
 * Writes just a box of a labelmap volume into its texture. Cornerstone itself sends every changed slice as a whole, which for a
 * stroke on a sagittal slice is most of the volume.
 * @returns false if not possible, before the first drawing for instance; the volume must then be sent as usual.
 */
export function uploadBox(volume: Types.IImageVolume, voxels: Uint8Array, { from, to }: Box): boolean {
  const texture = cache.getVolume(volume.volumeId)?.vtkOpenGLTexture as unknown as VolumeTexture | undefined;
  if (!texture?.getHandle?.()) return false;
  const {
    context: gl,
    format,
    openGLDataType,
    target,
  } = texture.get("context", "format", "openGLDataType", "target");
  if (!gl || format === undefined || openGLDataType !== gl.UNSIGNED_BYTE || target === undefined)
    return false;
  if (voxelsInBox({ from, to }) === 0) return true;
  const [columns, rows] = volume.dimensions;
  const bound = gl.getParameter(gl.TEXTURE_BINDING_3D) as WebGLTexture | null;
  gl.bindTexture(target, texture.getHandle());
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.pixelStorei(gl.UNPACK_ROW_LENGTH, columns);
  gl.pixelStorei(gl.UNPACK_IMAGE_HEIGHT, rows);
  const first = from[0] + columns * (from[1] + rows * from[2]);
  gl.texSubImage3D(
    target,
    0,
    ...from,
    to[0] - from[0],
    to[1] - from[1],
    to[2] - from[2],
    format,
    openGLDataType,
    voxels,
    first,
  );
  gl.pixelStorei(gl.UNPACK_ROW_LENGTH, 0);
  gl.pixelStorei(gl.UNPACK_IMAGE_HEIGHT, 0);
  gl.bindTexture(target, bound);
  return true;
}

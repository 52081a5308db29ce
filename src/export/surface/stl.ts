import { cross, norm, type Point, scale, subtract } from "../../geometry/index.ts";
import type { Mesh } from "./mesh.ts";

const headerBytes = 84;
const triangleBytes = 50;

/** Surfaces as one binary STL file, in LPS millimetres; STL has no names, so several are one after the other. */
export function toStl(meshes: readonly Mesh[]): Uint8Array<ArrayBuffer> {
  const count = meshes.reduce((sum, { triangles }) => sum + triangles.length / 3, 0);
  const bytes = new Uint8Array(headerBytes + triangleBytes * count);
  // Not "solid": that is how the text form begins. The words are what 3D Slicer looks for.
  bytes.set(new TextEncoder().encode("Binary STL, millimetres. SPACE=LPS"));
  const view = new DataView(bytes.buffer);
  view.setUint32(80, count, true);
  let at = headerBytes;
  for (const { vertices, triangles } of meshes) {
    for (let index = 0; index < triangles.length; index += 3) {
      const corner = (which: 0 | 1 | 2): Point<"lps"> => {
        const vertex = triangles[index + which]! * 3;
        return [vertices[vertex]!, vertices[vertex + 1]!, vertices[vertex + 2]!];
      };
      const [a, b, c] = [corner(0), corner(1), corner(2)];
      const normal = cross(subtract(b, a), subtract(c, a));
      const values = [...scale(normal, 1 / (norm(normal) || 1)), ...a, ...b, ...c];
      for (let field = 0; field < values.length; field++)
        view.setFloat32(at + 4 * field, values[field]!, true);
      at += triangleBytes;
    }
  }
  return bytes;
}

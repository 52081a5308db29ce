import { cross, norm, type Point, scale, subtract } from "../../geometry/index.ts";
import type { Mesh } from "./mesh.ts";
import { areaNormals } from "./smooth.ts";

const headerBytes = 84;
const triangleBytes = 50;

/** Surfaces as one binary STL file in LPS millimetres. STL has no names, so several surfaces simply follow each other. */
export function toStl(meshes: readonly Mesh[]): Uint8Array<ArrayBuffer> {
  const count = meshes.reduce((sum, { triangles }) => sum + triangles.length / 3, 0);
  const bytes = new Uint8Array(headerBytes + triangleBytes * count);
  // Must not begin with "solid", as the text format does. 3D Slicer reads "SPACE=LPS".
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

const vertexBytes = 6 * 4;
const faceBytes = 1 + 3 * 4;

/** A surface with vertex normals as a binary PLY file (Turk, Stanford 1994), in the mesh's unit. */
export function toPly(mesh: Mesh): Uint8Array<ArrayBuffer> {
  const { vertices, triangles } = mesh;
  const { normals } = areaNormals(mesh);
  const [vertexCount, faceCount] = [vertices.length / 3, triangles.length / 3];
  const header = new TextEncoder().encode(
    [
      "ply",
      "format binary_little_endian 1.0",
      `element vertex ${vertexCount}`,
      ...["x", "y", "z", "nx", "ny", "nz"].map((name) => `property float ${name}`),
      `element face ${faceCount}`,
      "property list uchar int vertex_indices",
      "end_header\n",
    ].join("\n"),
  );
  const bytes = new Uint8Array(header.length + vertexCount * vertexBytes + faceCount * faceBytes);
  bytes.set(header);
  const view = new DataView(bytes.buffer);
  let at = header.length;
  for (let index = 0; index < vertices.length; index += 3, at += vertexBytes) {
    for (let axis = 0; axis < 3; axis++) {
      view.setFloat32(at + 4 * axis, vertices[index + axis]!, true);
      view.setFloat32(at + 12 + 4 * axis, normals[index + axis]!, true);
    }
  }
  for (let index = 0; index < triangles.length; index += 3, at += faceBytes) {
    view.setUint8(at, 3);
    for (let corner = 0; corner < 3; corner++)
      view.setInt32(at + 1 + 4 * corner, triangles[index + corner]!, true);
  }
  return bytes;
}

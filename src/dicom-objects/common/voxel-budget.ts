import { AutosegError } from "../../errors.ts";

/** Voxels that any object may request, and how many more per byte: a few bytes of a valid object may represent many voxels. */
const [smallVoxels, voxelsPerByte] = [2 ** 25, 128];

/**
 * Limits the voxels that an object may make this program allocate besides the series' own grid, in proportion to its size, so
 * that a small file, damaged or malicious, cannot exhaust memory and time.
 */
export class VoxelBudget {
  readonly #fileName: string;
  readonly #sizeBytes: number;
  #left: number;

  constructor(fileName: string, sizeBytes: number) {
    this.#fileName = fileName;
    this.#sizeBytes = sizeBytes;
    this.#left = smallVoxels + voxelsPerByte * sizeBytes;
  }

  /** @throws AutosegError `invalid-segmentation` if more is requested than the object's size justifies. */
  spend([columns, rows, slices]: readonly [number, number, number]): void {
    this.#left -= columns * rows * slices;
    if (this.#left >= 0) return;
    throw new AutosegError(
      "invalid-segmentation",
      `"${this.#fileName}" would need far more voxels than its ${this.#sizeBytes} bytes can hold: its segments overlap, or its frames lie too far apart. Split the object, or export it again.`,
      { fileName: this.#fileName },
    );
  }
}

/** Points of a lattice in d dimensions, numbered from 1 as they are met: a hash table with open addressing. */
export class LatticePoints {
  readonly #dimensions: number;
  #count = 0;
  #keys: Int32Array;
  /** Numbers of points; 0 where there is none. Its length is a power of two, at least twice the number of points. */
  #table = new Int32Array(1 << 12);

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
    this.#keys = new Int32Array((this.#table.length / 2 + 1) * dimensions);
  }

  get count(): number {
    return this.#count;
  }

  isAt(point: number, key: Int32Array): boolean {
    const start = point * this.#dimensions;
    for (let axis = 0; axis < this.#dimensions; axis++)
      if (this.#keys[start + axis] !== key[axis]) return false;
    return true;
  }

  /** The number of the point with these coordinates; 0 where there is none. */
  find(key: Int32Array): number {
    return this.#table[this.#slotOf(key)]!;
  }

  findOrAdd(key: Int32Array): number {
    const slot = this.#slotOf(key);
    const found = this.#table[slot]!;
    if (found > 0) return found;
    const point = ++this.#count;
    this.#table[slot] = point;
    this.#keys.set(key, point * this.#dimensions);
    if (2 * (this.#count + 1) > this.#table.length) this.#grow();
    return point;
  }

  /**
   * For each of the d + 1 directions of the lattice the two neighbours of every point, at `2 * point` and behind it; 0 where
   * there is none.
   */
  findNeighbours(): Int32Array[] {
    const dimensions = this.#dimensions;
    const key = new Int32Array(dimensions);
    return Array.from({ length: dimensions + 1 }, (_, direction) => {
      const pairs = new Int32Array(2 * (this.#count + 1));
      for (let point = 1; point <= this.#count; point++) {
        for (const [side, step] of [-1, 1].entries()) {
          for (let axis = 0; axis < dimensions; axis++)
            key[axis] =
              this.#keys[point * dimensions + axis]! + (axis === direction ? -step * dimensions : step);
          pairs[2 * point + side] = this.find(key);
        }
      }
      return pairs;
    });
  }

  /** Where the point is in the table, or the free slot where it belongs. */
  #slotOf(key: Int32Array): number {
    const mask = this.#table.length - 1;
    let hash = 0;
    for (let axis = 0; axis < this.#dimensions; axis++) hash = Math.imul(hash + key[axis]!, 0x9e3779b1);
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const point = this.#table[slot]!;
      if (point === 0 || this.isAt(point, key)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const keys = new Int32Array((this.#table.length + 1) * this.#dimensions);
    keys.set(this.#keys);
    this.#keys = keys;
    this.#table = new Int32Array(2 * this.#table.length);
    for (let point = 1; point <= this.#count; point++) {
      const start = point * this.#dimensions;
      this.#table[this.#slotOf(keys.subarray(start, start + this.#dimensions))] = point;
    }
  }
}

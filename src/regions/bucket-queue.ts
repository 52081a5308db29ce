/**
 * A queue by integer priority: lowest first, equal ones first in, first out (Dial, Communications of the ACM 12, 1969).
 * Priorities must not be below the last one taken, nor exceed it by `bucketCount` or more; then every push and pop takes
 * constant time.
 */
export class BucketQueue {
  readonly #bucketCount: number;
  readonly #heads: Int32Array;
  readonly #tails: Int32Array;
  #items = new Int32Array(1 << 12);
  #next = new Int32Array(1 << 12);
  #free = -1;
  #used = 0;
  #length = 0;
  #priority = 0;

  constructor(bucketCount: number) {
    this.#bucketCount = bucketCount;
    this.#heads = new Int32Array(bucketCount).fill(-1);
    this.#tails = new Int32Array(bucketCount).fill(-1);
  }

  get length(): number {
    return this.#length;
  }

  /** Priority of the item taken last. */
  get priority(): number {
    return this.#priority;
  }

  push(item: number, priority: number): void {
    const entry = this.#takeEntry();
    this.#items[entry] = item;
    this.#next[entry] = -1;
    const bucket = priority % this.#bucketCount;
    const tail = this.#tails[bucket]!;
    if (tail < 0) this.#heads[bucket] = entry;
    else this.#next[tail] = entry;
    this.#tails[bucket] = entry;
    this.#length++;
  }

  /** Takes the next item. The queue must not be empty. */
  pop(): number {
    let bucket = this.#priority % this.#bucketCount;
    while (this.#heads[bucket]! < 0) bucket = ++this.#priority % this.#bucketCount;
    const entry = this.#heads[bucket]!;
    this.#heads[bucket] = this.#next[entry]!;
    if (this.#heads[bucket]! < 0) this.#tails[bucket] = -1;
    this.#next[entry] = this.#free;
    this.#free = entry;
    this.#length--;
    return this.#items[entry]!;
  }

  #takeEntry(): number {
    if (this.#free >= 0) {
      const entry = this.#free;
      this.#free = this.#next[entry]!;
      return entry;
    }
    if (this.#used === this.#items.length) {
      const [items, next] = [this.#items, this.#next];
      this.#items = new Int32Array(this.#used * 2);
      this.#next = new Int32Array(this.#used * 2);
      this.#items.set(items);
      this.#next.set(next);
    }
    return this.#used++;
  }
}

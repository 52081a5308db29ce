import type { NumberTensor } from "../inference/index.ts";

/** An encoder's outputs for a slice, by name. */
export type Features = Readonly<Record<string, NumberTensor>>;

/** Features of the most recently used slices, up to a number of bytes. */
export class FeatureCache {
  readonly #mostBytes: number;
  /** In order of use, the most recent last. */
  readonly #kept = new Map<string, Features>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Features | undefined {
    const features = this.#kept.get(key);
    if (features) {
      this.#kept.delete(key);
      this.#kept.set(key, features);
    }
    return features;
  }

  set(key: string, features: Features): void {
    this.#kept.set(key, features);
    this.#bytes += bytesOf(features);
    for (const [oldest, dropped] of this.#kept) {
      if (this.#bytes <= this.#mostBytes) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytesOf(dropped);
    }
  }
}

function bytesOf(features: Features): number {
  return Object.values(features).reduce((sum, { values }) => sum + values.byteLength, 0);
}

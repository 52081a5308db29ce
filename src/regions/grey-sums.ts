/** Mean and standard deviation of grey values, divided by their number. */
export interface GreyValues {
  readonly mean: number;
  readonly standardDeviation: number;
}

/**
 * Sums of the grey values of many parts in one pass. Values are counted from the first one of each part: sums of squares of
 * large values would lose their small differences (Chan, Golub and LeVeque, The American Statistician 37, 1983).
 */
export class GreySums {
  readonly #counts: Float64Array;
  readonly #bases: Float64Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  /** @param count of the parts, which are numbered from 0. */
  constructor(count: number) {
    this.#counts = new Float64Array(count);
    this.#bases = new Float64Array(count);
    this.#sums = new Float64Array(count);
    this.#squares = new Float64Array(count);
  }

  add(part: number, value: number): void {
    if (this.#counts[part]!++ === 0) this.#bases[part] = value;
    const difference = value - this.#bases[part]!;
    this.#sums[part]! += difference;
    this.#squares[part]! += difference * difference;
  }

  /** Undefined for a part without values. */
  of(part: number): GreyValues | undefined {
    const count = this.#counts[part]!;
    if (count === 0) return undefined;
    const mean = this.#sums[part]! / count;
    const variance = this.#squares[part]! / count - mean * mean;
    return { mean: this.#bases[part]! + mean, standardDeviation: Math.sqrt(Math.max(0, variance)) };
  }
}

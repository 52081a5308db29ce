/**
 * SQLite's way of testing against faults: something fails at its first use, in the next attempt at its second, and so on,
 * until an attempt has so few uses that none is left to fail.
 */

/** Counts uses of something that may fail, and says which of them does. */
export interface FaultCounter {
  /** To be asked at each use. */
  failsNow(): boolean;
  /** Whether a use of this attempt has failed. */
  readonly hasFailed: boolean;
}

function countTo(wanted: number): FaultCounter {
  let uses = 0;
  return {
    failsNow: () => ++uses === wanted,
    get hasFailed() {
      return uses >= wanted;
    },
  };
}

/**
 * Makes attempts in which the first use fails, the second, ..., the n-th, up to the first attempt without a failure.
 * @param attempt does the work and checks what must hold after it, whether or not a use failed.
 * @returns how many uses there were to fail.
 */
export async function failEach(
  attempt: (counter: FaultCounter, use: number) => void | Promise<void>,
): Promise<number> {
  for (let use = 1; ; use++) {
    const counter = countTo(use);
    await attempt(counter, use);
    if (!counter.hasFailed) return use - 1;
  }
}

const arrayNames = [
  "ArrayBuffer",
  "SharedArrayBuffer",
  "Uint8Array",
  "Int8Array",
  "Uint16Array",
  "Int16Array",
  "Uint32Array",
  "Int32Array",
  "Float32Array",
  "Float64Array",
] as const;

/** Bytes that `new Kind(...args)` would take of its own; none where it looks at another's memory. */
function bytesOf(name: (typeof arrayNames)[number], args: readonly unknown[]): number {
  const [first] = args;
  const length =
    typeof first === "number"
      ? first
      : Array.isArray(first) || ArrayBuffer.isView(first)
        ? lengthOf(first)
        : 0;
  return name.endsWith("Buffer") ? length : length * globalThis[name as "Uint8Array"].BYTES_PER_ELEMENT;
}

function lengthOf(array: readonly unknown[] | ArrayBufferView): number {
  return Array.isArray(array) ? array.length : (array as Uint8Array).length;
}

const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;

/**
 * While it lives, buffers and typed arrays of `smallestBytes` and more that are made with `new` or `slice` fail as a browser
 * without memory lets them fail, where the counter says so.
 */
export function failAllocations(counter: FaultCounter, smallestBytes: number): Disposable {
  const originals = arrayNames.map((name) => [name, globalThis[name]] as const);
  for (const [name, original] of originals) {
    const failing: object = new Proxy(original, {
      construct(target, args, newTarget) {
        if (bytesOf(name, args) >= smallestBytes && counter.failsNow())
          throw new RangeError("Array buffer allocation failed");
        return Reflect.construct(target, args, newTarget === failing ? target : newTarget) as object;
      },
    });
    Object.assign(globalThis, { [name]: failing });
  }
  const { slice } = typedArrayPrototype;
  typedArrayPrototype.slice = function (this: Uint8Array, start, end) {
    const bytes = this.subarray(start, end).byteLength;
    if (bytes >= smallestBytes && counter.failsNow()) throw new RangeError("Array buffer allocation failed");
    return slice.call(this, start, end);
  };
  return {
    [Symbol.dispose]: () => {
      Object.assign(globalThis, Object.fromEntries(originals));
      typedArrayPrototype.slice = slice;
    },
  };
}

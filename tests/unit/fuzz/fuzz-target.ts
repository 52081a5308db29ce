import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isAutosegError } from "../../../src/errors.ts";

/** A part of the program that reads bytes of strangers, as the fuzzer sees it. */
export interface FuzzTarget {
  /** What it is called after `--target`; its inputs lie in tests/fixtures/fuzz/NAME. */
  readonly name: string;
  /** The code under test, a folder of the project: "/src/dicom/". New code that is reached guides the fuzzer. */
  readonly covers: string;
  /** Inputs to begin with: small, whole, one of every kind. */
  readonly seeds: () => Promise<readonly Uint8Array[]>;
  /** Bytes that mean something to it wherever they land: markers, keys, lengths. */
  readonly tokens?: readonly Uint8Array[];
  /** How many inputs the tests try: as many as take some seconds, 1000 unless told otherwise. */
  readonly testedInputs?: number;
  /**
   * Gives it an input. A result is an answer, and so is an AutosegError.
   * @throws anything else, which is a failure.
   */
  readonly run: (bytes: Uint8Array) => Promise<void>;
}

const fixtures = fileURLToPath(new URL("../../fixtures/fuzz/", import.meta.url));

/** Inputs that failed once, by file name. */
export function foundInputs({ name }: FuzzTarget): ReadonlyMap<string, Uint8Array> {
  const folder = join(fixtures, name);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(names.map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]));
}

/** Runs an input. @throws an Error with the input in it, for whatever is neither a result nor a typed error. */
export async function tryInput(target: FuzzTarget, bytes: Uint8Array): Promise<void> {
  try {
    await answered(() => target.run(bytes));
  } catch (cause) {
    const input = Buffer.from(bytes.subarray(0, 4096)).toString("base64");
    throw new Error(`${target.name} failed (${cause}) at the ${bytes.length} bytes ${input}`, { cause });
  }
}

/** The result of some work, or the typed error that it ended with. @throws whatever is no typed error. */
export async function answered<Result>(work: () => Promise<Result>): Promise<Result | Error> {
  try {
    return await work();
  } catch (error) {
    if (!isAutosegError(error)) throw error;
    return error;
  }
}

/**
 * The result of a part that says what is wrong with a plain Error, for whoever calls it to make a typed one of; undefined
 * where it did. @throws what the part did not mean to throw: a TypeError, a RangeError.
 */
export function orClause<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && error.constructor === Error) return undefined;
    throw error;
  }
}

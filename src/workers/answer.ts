import * as Comlink from "comlink";
import { fromSerializedError, type SerializedError, toSerializedError } from "../errors.ts";

/** The reply to a call. Typed errors do not survive structured cloning. */
export type Answer<T> = { readonly value: T } | { readonly error: SerializedError };

/**
 * In the worker: the result of the work, or its error.
 * @param given buffers of the value to transfer instead of copying.
 */
export async function answer<T>(
  work: () => T | Promise<T>,
  given: (value: T) => ArrayBuffer[] = () => [],
): Promise<Answer<T>> {
  try {
    const value = await work();
    return Comlink.transfer({ value }, given(value));
  } catch (error) {
    return { error: toSerializedError(error) };
  }
}

/** In the page: the value of a reply. @throws what the work threw. */
export function takeValue<T>(answered: Answer<T>): T {
  if ("error" in answered) throw fromSerializedError(answered.error);
  return answered.value;
}

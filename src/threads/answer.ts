import { fromSerializedError, type SerializedError, toSerializedError } from "../errors.ts";

/** What a call answers: typed errors do not survive the way between threads by themselves. */
export type Answer<T> = { readonly value: T } | { readonly error: SerializedError };

/** In the worker: what comes of the work, be it an error. */
export async function answer<T>(work: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: toSerializedError(error) };
  }
}

/** In the page: the value. @throws what the work threw. */
export function takeValue<T>(answered: Answer<T>): T {
  if ("error" in answered) throw fromSerializedError(answered.error);
  return answered.value;
}

import { describe, expect, test } from "vitest";
import {
  AutosegError,
  fromSerializedError,
  isAutosegError,
  throwIfCancelled,
  toSerializedError,
} from "../../src/errors.ts";

const mismatch = new AutosegError("model-hash-mismatch", "The file is another one.", {
  expected: "aa",
  found: "bb",
});

describe("isAutosegError", () => {
  test.each([
    { name: "an error of the library", error: mismatch, code: undefined, expected: true },
    { name: "of that code", error: mismatch, code: "model-hash-mismatch", expected: true },
    { name: "of another code", error: mismatch, code: "cancelled", expected: false },
    { name: "any other error", error: new Error("x"), code: undefined, expected: false },
    { name: "no error at all", error: "x", code: undefined, expected: false },
    { name: "nothing", error: undefined, code: undefined, expected: false },
  ] as const)("$name: $expected", ({ error, code, expected }) => {
    expect(isAutosegError(error, code)).toBe(expected);
  });

  test("narrows the details", () => {
    const error: unknown = mismatch;
    if (!isAutosegError(error, "model-hash-mismatch")) throw new Error("not narrowed");
    expect(error.details.expected).toBe("aa");
  });
});

test.each([
  ["a long quotation", `"${"1".repeat(1e6)}" is no number.`, /^"1{160}…1{80}" is no number\.$/],
  ["a quotation of 260 characters", `"${"1".repeat(259)}" is no number.`, /^"1{259}" is no number\.$/],
  ["surrogate pairs", `"${"𝟙".repeat(300)}"`, /^"𝟙{160}…𝟙{80}"$/u],
  ["many quotation marks", '"'.repeat(1e6), /^"{4000}…$/],
])("%s: the message stays legible, the details stay whole", (_, message, expected) => {
  const error = new AutosegError("input-not-found", message, { path: message });
  expect(error.message).toMatch(expected);
  expect(error.details.path).toBe(message);
});

describe("an error that crosses threads", () => {
  test("keeps code, message and details", () => {
    const received = fromSerializedError(structuredClone(toSerializedError(mismatch)));
    expect(received).toBeInstanceOf(AutosegError);
    expect(received).toMatchObject({
      code: "model-hash-mismatch",
      message: "The file is another one.",
      details: { expected: "aa", found: "bb" },
    });
  });

  test.each([
    { name: "a plain error", thrown: new TypeError("x is no function"), message: "x is no function" },
    { name: "a string, as some libraries throw", thrown: "file is truncated", message: "file is truncated" },
  ])("$name stays an error with its message", ({ thrown, message }) => {
    const received = fromSerializedError(structuredClone(toSerializedError(thrown)));
    expect(received).not.toBeInstanceOf(AutosegError);
    expect(received.message).toBe(message);
  });
});

describe("the causes of an error that crosses threads", () => {
  const cross = (error: unknown): Error => fromSerializedError(structuredClone(toSerializedError(error)));
  const causesOf = (error: unknown): unknown[] =>
    error instanceof Error && error.cause !== undefined ? [error.cause, ...causesOf(error.cause)] : [];

  test("come along, each as what it is", () => {
    const disk = new RangeError("Array buffer allocation failed");
    const middle = new AutosegError("not-writable", "No.", { path: "a.dcm" }, { cause: disk });
    const received = cross(
      new AutosegError("segmentation-not-writable", "Not written.", {}, { cause: middle }),
    );
    const [first, second] = causesOf(received);
    expect(isAutosegError(first, "not-writable") && first.details.path).toBe("a.dcm");
    expect(second).toMatchObject({ name: "RangeError", message: "Array buffer allocation failed" });
    expect(causesOf(received)).toHaveLength(2);
  });

  test("may be no errors, as what some libraries throw", () => {
    expect(cross(new Error("above", { cause: "a string" })).cause).toMatchObject({ message: "a string" });
  });

  test("end after eight, also where they run in a circle", () => {
    const error = new Error("again");
    error.cause = error;
    expect(causesOf(cross(error))).toHaveLength(8);
  });
});

test("keeps its cause", () => {
  const cause = new Error("below");
  expect(new AutosegError("cancelled", "Cancelled.", {}, { cause }).cause).toBe(cause);
});

describe("throwIfCancelled", () => {
  test("lets pass without a signal and before the abort", () => {
    throwIfCancelled(undefined);
    throwIfCancelled(new AbortController().signal);
  });

  test("throws `cancelled` afterwards", () => {
    expect(() => throwIfCancelled(AbortSignal.abort())).toThrow(
      expect.objectContaining({ code: "cancelled" }),
    );
  });
});

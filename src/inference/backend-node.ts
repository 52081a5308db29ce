import * as runtime from "onnxruntime-node";
import { AutosegError } from "../errors.ts";
import type { Model } from "../model/index.ts";
import { type Backend, type BackendOptions, createSessionBackend } from "./backend.ts";
import { createFallbackBackend } from "./fallback-backend.ts";

/**
 * A backend of onnxruntime-node, on the processor.
 * @throws AutosegError `no-provider` for a device that only browsers have, `invalid-model`, `wrong-numbers`.
 */
export async function createBackend(
  model: Model,
  { device = "auto" }: BackendOptions = {},
): Promise<Backend> {
  if (device !== "auto") {
    throw new AutosegError(
      "no-provider",
      `The device "${device}" is a browser's; onnxruntime-node computes on the processor. Leave the device out.`,
      { tried: [device] },
    );
  }
  const reason = "onnxruntime-node computes on the processor.";
  const open = () =>
    createSessionBackend(runtime as never, "cpu", model, { name: "cpu", label: "CPU", reason });
  return createFallbackBackend(model, [{ label: "CPU", open }], reason);
}

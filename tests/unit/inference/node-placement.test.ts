import { expect, it } from "vitest";
import { readNodesOnCpu } from "../../../src/inference/gpu-findings.ts";
import { readProfile } from "../../../src/inference/profiled-session.ts";

const line = (text: string) =>
  `2026-11-21 07:17:28.978122644 [V:onnxruntime:, session_state.cc:1380 VerifyEachNodeIsAssignedToAnEp] ${text}`;

it("reads the nodes that a session leaves to the processor from its log", () => {
  const log = [
    line("Node placements"),
    line(" Node(s) placed on [WebGpuExecutionProvider]. Number of nodes: 2"),
    line("  Conv (/down/Conv)"),
    line("  Relu (/down/Relu)"),
    line(" Node(s) placed on [CPUExecutionProvider]. Number of nodes: 2"),
    line("  Cast (/out/Cast)"),
    line("  MemcpyToHost (Memcpy)"),
    "[V:onnxruntime:, session_state.cc:186 CreateGraphInfo] SaveMLValueNameIndexMapping",
    line("  Conv (a line of something else)"),
  ];
  expect(readNodesOnCpu(log)).toEqual(["Cast (/out/Cast)", "MemcpyToHost (Memcpy)"]);
});

it("finds none where all are placed on the provider", () => {
  expect(
    readNodesOnCpu([
      line("Node placements"),
      line(" All nodes placed on [WebGpuExecutionProvider]. Number of nodes: 19"),
    ]),
  ).toEqual([]);
});

it("reads them from a profile", () => {
  const kernel = (name: string, op_name: string, provider: string) => ({
    name: `${name}_kernel_time`,
    args: { op_name, provider },
  });
  expect(
    readProfile([
      kernel("/down/Conv", "Conv", "WebGpuExecutionProvider"),
      kernel("/out/Cast", "Cast", "CPUExecutionProvider"),
      { name: "model_loading_array" },
    ]),
  ).toEqual(["Cast (/out/Cast)"]);
});

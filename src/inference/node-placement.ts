/**
 * The nodes of a graph that run on the processor although another provider was asked for, from onnxruntime's verbose
 * log of opening the session: the only place where it says so.
 */
export function readNodesOnCpu(log: readonly string[]): string[] {
  const nodes: string[] = [];
  let onCpu = false;
  for (const line of log) {
    const placed = /(?:All nodes|Node\(s\)) placed on \[(\w+)\]/.exec(line);
    if (placed) {
      onCpu = placed[1] === "CPUExecutionProvider";
      continue;
    }
    // "  Conv (name)" follows "Node(s) placed on", until a line of something else.
    const node = /VerifyEachNodeIsAssignedToAnEp\]\s+(\S+ \(.*\))\s*$/.exec(line);
    if (!node) onCpu = false;
    else if (onCpu) nodes.push(node[1]!);
  }
  return nodes;
}

const consoleMethods = ["log", "info", "warn", "error", "debug"] as const;

/**
 * Runs `work` and gives the lines that it wrote to the console, which do not appear there: onnxruntime-web has no
 * other place for its log.
 */
export async function captureConsole<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const target = globalThis.console;
  const originals = consoleMethods.map((method) => [method, target[method]] as const);
  for (const method of consoleMethods)
    target[method] = (...parts: unknown[]) => void lines.push(parts.join(" "));
  try {
    return { result: await work(), lines };
  } finally {
    for (const [method, original] of originals) target[method] = original;
  }
}

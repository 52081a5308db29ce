import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Graph } from "../model/index.ts";
import { createReferenceInput } from "./numeric-check.ts";
import type { Runtime, Session, SessionOptions } from "./session.ts";
import { createCpuRunner } from "./session.ts";

/** An event of onnxruntime's profile. */
interface ProfileEvent {
  readonly name?: string;
  readonly args?: { readonly provider?: string; readonly op_name?: string };
}

/**
 * A session, and the nodes that it leaves to the CPU, which onnxruntime-node reports in the profile of a run: its log does
 * not pass through this process.
 * @param open opens the session with these profiling options.
 */
export async function openProfiled(
  runtime: Runtime,
  graph: Graph,
  batch: number,
  open: (profiling: Partial<SessionOptions>) => Promise<Session>,
): Promise<{ readonly session: Session; readonly onCpu: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), "autoseg-profile-"));
  try {
    const session = await open({ enableProfiling: true, profileFilePrefix: join(folder, "run") });
    const { answers } = await createCpuRunner(runtime, session, graph, batch).submit(
      [createReferenceInput(graph)],
      undefined,
    );
    await answers;
    session.endProfiling();
    const [file] = await readdir(folder);
    const events = file ? (JSON.parse(await readFile(join(folder, file), "utf8")) as ProfileEvent[]) : [];
    return { session, onCpu: readProfile(events) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Nodes that ran on the CPU, as "ArgMax (/out/ArgMax)". */
export function readProfile(events: readonly ProfileEvent[]): string[] {
  const suffix = "_kernel_time";
  return events
    .filter(({ name, args }) => name?.endsWith(suffix) && args?.provider === "CPUExecutionProvider")
    .map(({ name, args }) => `${args?.op_name} (${name?.slice(0, -suffix.length)})`);
}

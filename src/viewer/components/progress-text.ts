import { messages } from "../messages.ts";
import type { ViewerState } from "../viewer-state.ts";

/** "38 of 129 slices · WebAssembly, 2 threads · 12 s left" */
export function progressText({ run, provider }: Pick<ViewerState, "run" | "provider">): string {
  if (!run) return "";
  const { progress } = run;
  if (!progress) return provider ? messages.run.startingOn(provider.label) : messages.run.starting;
  const { state, queuePosition, slicesDone, slicesTotal, secondsLeft } = progress;
  if (state === "queued" && queuePosition > 0) return messages.run.queued(queuePosition);
  return [
    messages.run.slices(slicesDone, slicesTotal),
    provider?.label,
    state === "paused" ? messages.run.paused : timeLeft(secondsLeft),
  ]
    .filter(Boolean)
    .join(" · ");
}

function timeLeft(seconds: number | undefined): string {
  if (seconds === undefined) return "";
  if (seconds < 90) return messages.run.secondsLeft(Math.max(1, Math.round(seconds)));
  return messages.run.minutesLeft(Math.round(seconds / 60));
}

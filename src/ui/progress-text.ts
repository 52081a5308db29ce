import type { PanelState } from "./panel-model.ts";
import { texts } from "./texts.ts";

/** "38 of 129 slices · WebAssembly, 2 threads · 12 s left" */
export function progressText({ run, provider }: Pick<PanelState, "run" | "provider">): string {
  if (!run) return "";
  const { progress } = run;
  if (!progress) return provider ? texts.run.startingOn(provider.label) : texts.run.starting;
  const { state, queuePosition, slicesDone, slicesTotal, secondsLeft } = progress;
  if (state === "queued" && queuePosition > 0) return texts.run.queued(queuePosition);
  return [
    texts.run.slices(slicesDone, slicesTotal),
    provider?.label,
    state === "paused" ? texts.run.paused : timeLeft(secondsLeft),
  ]
    .filter(Boolean)
    .join(" · ");
}

function timeLeft(seconds: number | undefined): string {
  if (seconds === undefined) return "";
  if (seconds < 90) return texts.run.secondsLeft(Math.max(1, Math.round(seconds)));
  return texts.run.minutesLeft(Math.round(seconds / 60));
}

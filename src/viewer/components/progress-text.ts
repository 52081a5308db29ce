import type { ViewerState } from "../viewer-state.ts";

/** "38 of 129 slices · WebAssembly, 2 threads · 12 s left" */
export function progressText({ run, provider }: Pick<ViewerState, "run" | "provider">): string {
  if (!run) return "";
  const { progress } = run;
  if (!progress) return provider ? `Starting · ${provider.label}` : "Starting the model";
  const { slicesDone, slicesTotal, secondsLeft } = progress;
  return [`${slicesDone} of ${slicesTotal} slices`, provider?.label, timeLeft(secondsLeft)]
    .filter(Boolean)
    .join(" · ");
}

function timeLeft(seconds: number | undefined): string {
  if (seconds === undefined) return "";
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s left`;
  return `${Math.round(seconds / 60)} min left`;
}

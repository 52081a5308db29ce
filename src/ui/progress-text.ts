import type { ControllerState } from "../controller/index.ts";
import { messageText, t } from "../texts/index.ts";

/** Such as "38 of 129 slices · WebAssembly, 2 threads · 12 s left". */
export function progressText({
  run,
  provider,
  expected,
}: Pick<ControllerState, "run" | "provider" | "expected">): string {
  if (!run) return "";
  const { progress } = run;
  const label = provider && messageText(provider.label);
  if (!progress) return label ? t("run.startingOn", { provider: label }) : t("run.starting");
  const { state, queuePosition, slicesDone, slicesTotal, patches, secondsLeft } = progress;
  if (state === "queued" && queuePosition > 0) return t("run.queued", { count: queuePosition });
  // Until there is progress to judge by, assumes the speed of the last run here.
  const isFirst = (patches?.done ?? slicesDone) === 0;
  return [
    patches ? t("run.patches", patches) : t("run.slices", { done: slicesDone, total: slicesTotal }),
    label,
    state === "paused" ? t("run.paused") : timeLeft(secondsLeft ?? (isFirst ? expected?.seconds : undefined)),
  ]
    .filter(Boolean)
    .join(" · ");
}

function timeLeft(seconds: number | undefined): string {
  if (seconds === undefined) return "";
  if (seconds < 90) return t("run.secondsLeft", { seconds: Math.max(1, Math.round(seconds)) });
  return t("run.minutesLeft", { minutes: Math.round(seconds / 60) });
}

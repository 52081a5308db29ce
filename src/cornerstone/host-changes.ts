import { Enums, eventTarget, getRenderingEngine } from "@cornerstonejs/core";
import { Enums as ToolEnums } from "@cornerstonejs/tools";
import type { HostPlace } from "./host-viewports.ts";

const { ELEMENT_ENABLED, ELEMENT_DISABLED, VIEWPORT_NEW_IMAGE_SET, VOLUME_VIEWPORT_NEW_VOLUME } =
  Enums.Events;
const { TOOLGROUP_VIEWPORT_ADDED, TOOLGROUP_VIEWPORT_REMOVED } = ToolEnums.Events;

/** Events after which the page may have other viewports, and those after which a viewport may show something else. */
const ofPage = [ELEMENT_ENABLED, ELEMENT_DISABLED, TOOLGROUP_VIEWPORT_ADDED, TOOLGROUP_VIEWPORT_REMOVED];
const ofViewport = [VIEWPORT_NEW_IMAGE_SET, VOLUME_VIEWPORT_NEW_VOLUME];

/**
 * Watches what the host shows: viewports that come and go, change their tool group, or get another series.
 * @param listener called once the host has finished the current change, with the elements of viewports whose images
 * were set anew.
 * @returns a function that stops watching.
 */
export function watchHost(
  { renderingEngineId }: HostPlace,
  listener: (renewed: ReadonlySet<EventTarget>) => void,
): () => void {
  const watched = new Map<EventTarget, () => void>();
  let renewed: Set<EventTarget> | undefined;
  let isStopped = false;

  const watchElements = (): void => {
    const elements = new Set<EventTarget>(
      getRenderingEngine(renderingEngineId)
        ?.getViewports()
        .map(({ element }) => element) ?? [],
    );
    for (const [element, stop] of watched)
      if (!elements.has(element)) {
        stop();
        watched.delete(element);
      }
    for (const element of elements) {
      if (watched.has(element)) continue;
      const onRenewed = (): void => change(element);
      for (const name of ofViewport) element.addEventListener(name, onRenewed);
      watched.set(element, () => {
        for (const name of ofViewport) element.removeEventListener(name, onRenewed);
      });
    }
  };
  // Deferred: hosts change several viewports at once, and remove an element from the engine only after the event.
  const change = (element?: EventTarget): void => {
    if (!renewed) {
      renewed = new Set();
      queueMicrotask(() => {
        const elements = renewed!;
        renewed = undefined;
        if (isStopped) return;
        watchElements();
        listener(elements);
      });
    }
    if (element) renewed.add(element);
  };
  const onPage = (): void => change();
  for (const name of ofPage) eventTarget.addEventListener(name, onPage);
  watchElements();
  return () => {
    isStopped = true;
    for (const name of ofPage) eventTarget.removeEventListener(name, onPage);
    for (const stop of watched.values()) stop();
  };
}

import { createElement, useEffect, useRef } from "react";
import type { AutosegExtension } from "../cornerstone/index.ts";
import type { ExportedDetail } from "../ui/index.ts";

export interface AutosegPanelProps {
  /** Owned by the application, which disposes of it; unmounting the panel leaves it unchanged. */
  readonly extension: AutosegExtension;
  /** Receives an exported DICOM Segmentation file; without it, the file is downloaded. */
  readonly onExported?: (detail: ExportedDetail) => unknown;
  /** Class of the element around the panel, where `--autoseg-` properties can also be set. */
  readonly className?: string;
  readonly style?: Readonly<Record<string, string | number>>;
  readonly id?: string;
}

/** A React element, declared here because the application's React types may be for version 18 or 19. */
export interface PanelElement {
  readonly type: string;
  readonly props: object;
  readonly key: string | null;
}

/**
 * `<AutosegPanel extension={autoseg} />`: the panel of an extension. The panel is created in the browser only, so that a server
 * can render the component.
 */
export function AutosegPanel({ extension, onExported, ...attributes }: AutosegPanelProps): PanelElement {
  const place = useRef<HTMLElement>(null);
  // The latest callback: a new function on every render must not recreate the panel.
  const listener = useRef(onExported);
  listener.current = onExported;
  useEffect(() => {
    let panel: HTMLElement | undefined;
    let isGone = false;
    void import("../ui/index.ts").then(({ AutosegPanel: Panel }) => {
      if (isGone) return;
      const made = new Panel();
      made.model = extension;
      made.addEventListener("exported", (event) => {
        if (!listener.current) return;
        event.preventDefault();
        listener.current((event as CustomEvent<ExportedDetail>).detail);
      });
      place.current?.append(made);
      panel = made;
    });
    return () => {
      isGone = true;
      panel?.remove();
    };
  }, [extension]);
  return createElement("div", { ...attributes, ref: place });
}

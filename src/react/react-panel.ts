import { createElement, useEffect, useRef } from "react";
import type { AutosegExtension } from "../cornerstone/index.ts";
import type { ExportedDetail } from "../ui/index.ts";

export interface AutosegPanelProps {
  /** The application's, which disposes of it: a panel that goes away leaves it as it is. */
  readonly extension: AutosegExtension;
  /** Gets a DICOM Segmentation file that the user exports; without it the file is downloaded. */
  readonly onExported?: (detail: ExportedDetail) => unknown;
  /** Of the element around the panel, where its `--autoseg-` properties can be set too. */
  readonly className?: string;
  readonly style?: Readonly<Record<string, string | number>>;
  readonly id?: string;
}

/** A React element, spelled out: the application's types of React may be those of 18 or of 19. */
export interface PanelElement {
  readonly type: string;
  readonly props: object;
  readonly key: string | null;
}

/**
 * `<AutosegPanel extension={autoseg} />`: the panel of an extension. It is made in the page only, so that a server can render
 * the component, too.
 */
export function AutosegPanel({ extension, onExported, ...attributes }: AutosegPanelProps): PanelElement {
  const place = useRef<HTMLElement>(null);
  // The last one that was given: a new function with every rendering must not make the panel anew.
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

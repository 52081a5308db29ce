import type { PropertyDeclarations } from "lit";
import { WatchingElement } from "../../ui/index.ts";
import type { Viewer } from "../viewer.ts";

/** Base of all components of the viewer: they show its state. */
export abstract class ViewerElement extends WatchingElement {
  static override properties: PropertyDeclarations = { viewer: { attribute: false } };
  declare viewer: Viewer;

  protected override watch(redraw: () => void): () => void {
    return this.viewer.workspace.store.subscribe(redraw);
  }
}

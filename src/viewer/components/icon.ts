import { unsafeHTML } from "lit/directives/unsafe-html.js";
import blend from "lucide-static/icons/blend.svg?raw";
import brush from "lucide-static/icons/brush.svg?raw";
import more from "lucide-static/icons/chevron-down.svg?raw";
import percent from "lucide-static/icons/circle-percent.svg?raw";
import contrast from "lucide-static/icons/contrast.svg?raw";
import crosshair from "lucide-static/icons/crosshair.svg?raw";
import download from "lucide-static/icons/download.svg?raw";
import eraser from "lucide-static/icons/eraser.svg?raw";
import files from "lucide-static/icons/files.svg?raw";
import folder from "lucide-static/icons/folder-open.svg?raw";
import library from "lucide-static/icons/gallery-vertical-end.svg?raw";
import lines from "lucide-static/icons/grid-2x2.svg?raw";
import hand from "lucide-static/icons/hand.svg?raw";
import keyboard from "lucide-static/icons/keyboard.svg?raw";
import outline from "lucide-static/icons/lasso.svg?raw";
import fit from "lucide-static/icons/maximize.svg?raw";
import pointAt from "lucide-static/icons/mouse-pointer-click.svg?raw";
import bucket from "lucide-static/icons/paint-bucket.svg?raw";
import panel from "lucide-static/icons/panel-right.svg?raw";
import redo from "lucide-static/icons/redo-2.svg?raw";
import measure from "lucide-static/icons/ruler.svg?raw";
import scissors from "lucide-static/icons/scissors.svg?raw";
import server from "lucide-static/icons/server.svg?raw";
import settings from "lucide-static/icons/settings.svg?raw";
import instances from "lucide-static/icons/shapes.svg?raw";
import scribbles from "lucide-static/icons/spline.svg?raw";
import single from "lucide-static/icons/square.svg?raw";
import checked from "lucide-static/icons/square-check.svg?raw";
import undo from "lucide-static/icons/undo-2.svg?raw";
import thresholdBrush from "lucide-static/icons/wand-sparkles.svg?raw";
import close from "lucide-static/icons/x.svg?raw";

const icons = {
  blend,
  brush,
  bucket,
  checked,
  close,
  contrast,
  crosshair,
  download,
  eraser,
  files,
  fit,
  folder,
  hand,
  scribbles,
  keyboard,
  instances,
  library,
  lines,
  measure,
  more,
  outline,
  panel,
  percent,
  pointAt,
  redo,
  scissors,
  settings,
  server,
  single,
  thresholdBrush,
  undo,
};

export type IconName = keyof typeof icons;

/** An icon from the set, hidden from screen readers since its button has a name. */
export function icon(name: IconName) {
  return unsafeHTML(icons[name].replace(/<!--.*?-->/s, "").replace("<svg", '<svg aria-hidden="true"'));
}

/** The page: makes the viewer and puts it into the document. */
import "./components/viewer-app.ts";
import type { ViewerApp } from "./components/viewer-app.ts";
import { parseLaunchOptions } from "./launch-options.ts";
import { Viewer } from "./viewer.ts";

const app = document.createElement("viewer-app") as ViewerApp;
app.viewer = new Viewer(parseLaunchOptions(location.href));
document.body.append(app);

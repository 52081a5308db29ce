/** Entry point of the page. */
import "./components/viewer-app.ts";
import type { ViewerApp } from "./components/viewer-app.ts";
import { startLanguage } from "./language.ts";
import { parseLaunchOptions } from "./launch-options.ts";
import { Viewer } from "./viewer.ts";

const app = document.createElement("viewer-app") as ViewerApp;
const options = parseLaunchOptions(location.href);
startLanguage(options.language);
app.viewer = new Viewer(options);
document.body.append(app);

/**
 * `npm run -s build:ohif`: builds the plugin for OHIF into dist/ohif/autoseg, the folder that a site copies, with the models.
 * `npm run -s build:ohif -- FOLDER [MODEL…]`: into another folder, with some of the models.
 */

import { copyModels, shippedModels } from "./build-packages/ohif-models.ts";
import { buildOhif } from "./build-packages/ohif-plugin.ts";

const [folder = "dist/ohif/autoseg", ...models] = process.argv.slice(2);
await buildOhif(folder);
copyModels(models.length > 0 ? models : shippedModels(), folder);
console.log(`The plugin for OHIF is in ${folder}; docs/ohif.md says how to use it.`);

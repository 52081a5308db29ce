import { hosts } from "./hosts.ts";
import { images } from "./images.ts";
import { models } from "./models.ts";
import { program } from "./program.ts";
import { prompts } from "./prompts.ts";
import { segmentations } from "./segmentations.ts";
import { servers } from "./servers.ts";
import { volumeFiles } from "./volume-files.ts";

/** Messages of errors and notes in German, by their English originals in the code. */
export const messages: Readonly<Record<string, string>> = {
  ...images,
  ...prompts,
  ...segmentations,
  ...servers,
  ...volumeFiles,
  ...models,
  ...program,
  ...hosts,
};

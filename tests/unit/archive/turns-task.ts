import { createPacsArchive } from "../../../src/archive/pacs-archive.ts";
import { createSharedTurns } from "../../../src/archive/shared-turns.ts";

/* A process that sends all its requests to a PACS at once, in turns granted by its parent: `URL REQUESTS`. */
const [url, requests] = process.argv.slice(2) as [string, string];
const archive = createPacsArchive(url, { inTurn: createSharedTurns().run });
await Promise.all(Array.from({ length: Number(requests) }, () => archive.series("1.2.3")));
process.disconnect();

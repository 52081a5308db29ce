/** Unfinished work, kept in the browser: when, where, and by which of several pages. */
export { type KeptWork, restoreLabels, voxelsOf } from "./kept-work.ts";
export { KeptWorks } from "./kept-works.ts";
export { pageOf, StudyClaim } from "./study-claim.ts";
export { WorkKeeper } from "./work-keeper.ts";

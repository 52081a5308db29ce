/** Work in web workers: typed errors, cancelling, deaths that are noticed, and voxels that go over without holding up the page. */
export * from "./answer.ts";
export * from "./for-worker.ts";
export * from "./in-worker.ts";
export * from "./let-events-in.ts";
export { announceLife, watchLife } from "./worker-life.ts";
export * from "./worker-thread.ts";

import type { Plugin } from "vite";

/** Sends responses uncompressed: on one machine, compressing a page's megabytes takes longer than sending them. */
export function uncompressed(): Plugin {
  return {
    name: "uncompressed",
    configurePreviewServer: (server) =>
      void server.middlewares.use((request, _, next) => {
        delete request.headers["accept-encoding"];
        next();
      }),
  };
}

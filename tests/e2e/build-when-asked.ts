import type { Plugin } from "vite";

/** The first request starts the build that is served, and every request waits for it. */
export function buildWhenAsked(build: () => Promise<unknown>): Plugin {
  let built: Promise<unknown> | undefined;
  return {
    name: "build-when-asked",
    configurePreviewServer: (server) =>
      void server.middlewares.use((_request, _response, next) => {
        built ??= build().catch((error: unknown) => {
          console.error(error);
          throw error;
        });
        built.then(() => next(), next);
      }),
  };
}

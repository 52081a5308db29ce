import type { Plugin } from "vite";

/** The first request starts the build that all are served from: a run of tests that asks for nothing builds nothing. */
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

import type { Page } from "playwright-core";
import { createServer } from "vite";
import { createConfig } from "../../vite.config.ts";
import { openPage, sharedBrowser } from "./browser.ts";

/** An empty page that loads modules of the library as they are; isolated, so that it may share memory. */
export interface LibraryPage extends AsyncDisposable {
  readonly page: Page;
}

/** @param modules paths from the project's root; all their exports are in `window.modules`. */
export async function openLibraryPage(modules: readonly string[]): Promise<LibraryPage> {
  const server = await createServer({
    ...createConfig(),
    configFile: false,
    logLevel: "error",
    server: { ...createConfig().server, port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const address = server.httpServer!.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const { page } = await openPage(await sharedBrowser(), `http://127.0.0.1:${address.port}/LICENSE`);
  // As text, since the test runner would replace an import inside a function.
  const parts = modules.map((path) => `...(await import("${path}"))`);
  await page.evaluate(`(async () => { window.modules = { ${parts.join(", ")} }; })()`);
  return {
    page,
    async [Symbol.asyncDispose]() {
      await page.context().close();
      await server.close();
    },
  };
}

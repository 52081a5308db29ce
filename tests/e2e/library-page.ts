import type { Browser, Page } from "playwright-core";
import { createServer } from "vite";
import { createConfig } from "../../vite.config.ts";
import { launchBrowser, openPage } from "./browser.ts";

/** A page with nothing in it but modules of the library as they are, isolated, so that it may share memory. */
export interface LibraryPage extends AsyncDisposable {
  readonly page: Page;
}

/** @param modules paths from the root of the project; what they export is in `window.modules`, together. */
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
  const browser: Browser = await launchBrowser();
  const { page } = await openPage(browser, `http://127.0.0.1:${address.port}/LICENSE`);
  // A script of the page's own: an import inside page.evaluate would be the test runner's.
  const imports = modules.map((path, index) => `import * as part${index} from "${path}";`);
  const parts = modules.map((_, index) => `...part${index}`);
  await page.addScriptTag({
    type: "module",
    content: `${imports.join("\n")}\nwindow.modules = { ${parts.join(", ")} };`,
  });
  await page.waitForFunction("window.modules !== undefined");
  return {
    page,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server.close();
    },
  };
}

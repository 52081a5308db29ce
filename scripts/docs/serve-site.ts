import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Plugin, preview } from "vite";
import { toHeaders } from "../../src/viewer/server/security-headers.ts";
import { folders } from "./folders.ts";

/**
 * Serves the built site on this machine; returns its URL. Examples may create code from text, as Cornerstone3D's image loader
 * does, and are shown in frames of the site's own pages, which themselves may not.
 */
export async function serveSite(port: number): Promise<string> {
  if (!existsSync(join(folders.result, "index.html")))
    throw new Error("The site is not built. Run npm run docs:build first.");
  const server = await preview({
    configFile: false,
    root: folders.site,
    appType: "mpa",
    plugins: [siteHeaders()],
    build: { outDir: folders.result },
    preview: { host: "127.0.0.1", port, cors: false },
  });
  return server.resolvedUrls!.local[0]!;
}

/** VitePress adds `*{transition:none!important}` while it switches between light and dark. */
const transitionStyle = "'sha256-skqujXORqzxt1aE0NNXxujEanPTX6raoqSscTV/Ww/Y='";

/** The viewer's headers, except that the site's pages may show other pages of the site in frames. */
function siteHeaders(): Plugin {
  return {
    name: "autoseg-site-headers",
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        const isExample = request.url?.startsWith("/live/") ?? false;
        for (const [name, value] of Object.entries(toHeaders([], isExample)))
          response.setHeader(
            name,
            value
              .replace("style-src 'self'", `style-src 'self' ${transitionStyle}`)
              .replace("frame-ancestors 'none'", "frame-src 'self'; frame-ancestors 'self'"),
          );
        next();
      });
    },
  };
}

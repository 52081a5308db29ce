import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ShikiTransformer } from "shiki";

/**
 * Colours of code as classes of one stylesheet, and VitePress's inline scripts as files: the site's Content-Security-Policy
 * allows neither style attributes nor scripts in the page.
 */
export function classesForStyles() {
  const classes = new Map<string, string>();
  const scripts = new Map<string, string>();

  const toClass = (style: unknown): string => {
    const text =
      typeof style === "string"
        ? style
        : Object.entries(style as Record<string, string>)
            .map(([name, value]) => `${name}:${value}`)
            .join(";");
    const name = `c${createHash("sha256").update(text).digest("hex").slice(0, 8)}`;
    classes.set(name, text);
    return name;
  };

  const transformer: ShikiTransformer = {
    name: "autoseg:classes",
    span(node) {
      if (node.properties.style === undefined) return;
      this.addClassToHast(node, toClass(node.properties.style));
      delete node.properties.style;
    },
    pre(node) {
      delete node.properties.style;
    },
  };

  return {
    transformer,

    /** The page with its own scripts as files; called for every page. */
    link(html: string): string {
      const base = process.env.DOCS_BASE ?? "/";
      return html
        .replace(/<script(?: id="[\w-]+")?>([^<]+)<\/script>/g, (_, code: string) => {
          const name = `${createHash("sha256").update(code).digest("hex").slice(0, 8)}.js`;
          scripts.set(name, code);
          return `<script src="${base}assets/${name}"></script>`;
        })
        .replace(/ style="[^"]*"/g, "")
        .replace("</head>", `<link rel="stylesheet" href="${base}assets/code-colours.css"></head>`);
    },

    write(outDir: string): void {
      const rules = [...classes].map(([name, text]) => `.${name}{${text}}`);
      writeFileSync(join(outDir, "assets", "code-colours.css"), rules.join("\n"));
      for (const [name, code] of scripts) writeFileSync(join(outDir, "assets", name), code);
    },
  };
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { toHeaders } from "../../../src/viewer/server/security-headers.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** The lines of a configuration that set a header: its name and its value in quotes. */
function headersOf(text: string): Record<string, string> {
  const lines = text.matchAll(/^\s*(?:add_header )?([A-Z][\w-]+) "([^"]*)"(?: always;)?$/gm);
  return Object.fromEntries(
    [...lines].map(([, name, value]) => [name, value!.replace("$dicomweb_servers", "")]),
  );
}

/** The code blocks of a page in a language. */
function blocks(page: string, language: string): string[] {
  return [...read(page).matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(
    ([, code]) => code!,
  );
}

test.each([
  ["deploy/nginx.conf", () => read("deploy/nginx.conf")],
  ["deploy/Caddyfile", () => read("deploy/Caddyfile")],
  ["docs/deploying.md, nginx", () => blocks("docs/deploying.md", "nginx").join("\n")],
  ["docs/deploying.md, Caddy", () => blocks("docs/deploying.md", "caddy").join("\n")],
])("%s sends the headers of the viewer's own server", (_, text) => {
  expect(headersOf(text())).toMatchObject(toHeaders([]));
});

test("nginx has one place for each header: a location with one of its own would inherit none", () => {
  for (const text of [read("deploy/nginx.conf"), ...blocks("docs/deploying.md", "nginx")]) {
    for (const name of Object.keys(toHeaders([])))
      expect(text.split(`add_header ${name} `).length, name).toBe(2);
    expect(text.match(/^\s*add_header (?!.* always;$).*$/gm)).toBeNull();
  }
});

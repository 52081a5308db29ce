import type { ModelEntry } from "../controller/index.ts";
import { t } from "../texts/index.ts";

/**
 * The models of an index, which lie on the server that the index came from. Redirects are not followed: the user agreed to
 * this server and to no other.
 */
export async function fetchModelIndex(address: string): Promise<readonly ModelEntry[]> {
  const response = await fetch(address, { redirect: "manual" });
  if (!response.ok) throw new Error(t("models.noIndex", { address, status: String(response.status) }));
  return toEntries(await response.json().catch(() => undefined), address);
}

function toEntries(json: unknown, address: string): readonly ModelEntry[] {
  if (!Array.isArray(json) || !json.every(isEntry)) throw new Error(t("models.notAnIndex", { address }));
  for (const { name, url } of json) {
    const { origin } = new URL(url ?? "", address);
    if (origin !== new URL(address).origin) throw new Error(t("models.elsewhere", { name, origin }));
  }
  return json;
}

function isEntry(entry: unknown): entry is ModelEntry {
  if (typeof entry !== "object" || entry === null) return false;
  const { name, title, modality, url = "" } = entry as Record<string, unknown>;
  return [name, title, modality, url].every((value) => typeof value === "string");
}

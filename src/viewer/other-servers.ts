import type { Notices } from "../controller/index.ts";
import { t } from "../texts/index.ts";
import { letEventsIn } from "../workers/index.ts";

/** Asks the user before the page contacts other servers that its address names. */
export class OtherServers {
  readonly #notices: Notices;
  readonly #allowed = new Set<string>();
  /** Origins that the page's security policy has blocked. */
  readonly #blocked = new Set<string>();

  constructor(notices: Notices) {
    this.#notices = notices;
  }

  /** Starts recording which servers the page's security policy blocks. */
  watchPolicy(): void {
    document.addEventListener("securitypolicyviolation", ({ blockedURI }) => {
      if (URL.canParse(blockedURI)) this.#blocked.add(new URL(blockedURI).origin);
    });
  }

  /**
   * Why the page could not contact a server: its policy would allow the server if the page's address named it (`unnamed`), or
   * does not although it is named (`policy`); undefined for other reasons.
   */
  async whyBlocked(address: string): Promise<"unnamed" | "policy" | undefined> {
    // The browser reports the violation only after the request has failed.
    await letEventsIn();
    const { origin } = URL.canParse(address) ? new URL(address) : location;
    if (!this.#blocked.has(origin)) return undefined;
    const isNamed = [...new URL(location.href).searchParams.values()].some(
      (value) => URL.canParse(value) && new URL(value).origin === origin,
    );
    return isNamed ? "policy" : "unnamed";
  }

  /** The user entered the server's address, so no question is needed. */
  allow(address: string): void {
    if (URL.canParse(address)) this.#allowed.add(new URL(address).origin);
  }

  /**
   * Whether a server named in the page's address may be contacted. Anyone can make a link, and it must not make the page read
   * from, or sign in at, a server that the user did not choose.
   * @param what would be fetched from it.
   */
  async mayContact(address: string, what: "study" | "models"): Promise<boolean> {
    // An invalid URL contacts no server; opening it reports the error.
    const origin = URL.canParse(address) ? new URL(address).origin : location.origin;
    if (origin === location.origin || this.#allowed.has(origin)) return true;
    const answer = await this.#notices.ask({
      title: t("otherServer.title", { host: new URL(address).host }),
      text: t(`otherServer.text.${what}`, { origin }),
      choices: [
        { id: "connect", label: t("otherServer.connect") },
        { id: "stay", label: t("otherServer.stay"), isPrimary: true },
      ],
    });
    if (answer !== "connect") return false;
    this.#allowed.add(origin);
    return true;
  }
}

/** Takes what the page that this tab showed before has left under a name in the tab's storage; undefined if nothing. */
export function takeLeft(name: string): string | undefined {
  const left = sessionStorage.getItem(name);
  sessionStorage.removeItem(name);
  return left ?? undefined;
}

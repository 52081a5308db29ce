import type { Notices } from "../controller/index.ts";
import { t } from "../texts/index.ts";
import { letEventsIn } from "../workers/index.ts";

/** The servers besides the page's own that its address may have it speak to: the user is asked before the first word. */
export class OtherServers {
  readonly #notices: Notices;
  readonly #allowed = new Set<string>();
  /** Origins that the page's security policy has kept it from. */
  readonly #blocked = new Set<string>();

  constructor(notices: Notices) {
    this.#notices = notices;
  }

  /** Notes from now on which servers the page's security policy keeps it from. */
  watchPolicy(): void {
    document.addEventListener("securitypolicyviolation", ({ blockedURI }) => {
      if (URL.canParse(blockedURI)) this.#blocked.add(new URL(blockedURI).origin);
    });
  }

  /**
   * What keeps the page from the server of an address: its policy, which would allow the server if the page's address named it
   * (`unnamed`), or does not although it does (`policy`); undefined where it is something else.
   */
  async whyBlocked(address: string): Promise<"unnamed" | "policy" | undefined> {
    // The browser tells of it after the request has failed.
    await letEventsIn();
    const { origin } = URL.canParse(address) ? new URL(address) : location;
    if (!this.#blocked.has(origin)) return undefined;
    const isNamed = [...new URL(location.href).searchParams.values()].some(
      (value) => URL.canParse(value) && new URL(value).origin === origin,
    );
    return isNamed ? "policy" : "unnamed";
  }

  /** The user has named a server himself. */
  allow(address: string): void {
    if (URL.canParse(address)) this.#allowed.add(new URL(address).origin);
  }

  /**
   * Whether an address that the page's own address names may be contacted. Anybody can make a link: it must not read from,
   * nor sign in at, a server that the user did not choose.
   * @param what is to be fetched there.
   */
  async mayContact(address: string, what: "study" | "models"): Promise<boolean> {
    // What is no address is contacted by nobody, and whoever opens it says so.
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

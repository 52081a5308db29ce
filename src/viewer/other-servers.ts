import type { Notices } from "../controller/index.ts";
import { t } from "../texts/index.ts";

/** The servers besides the page's own that its address may have it speak to: the user is asked before the first word. */
export class OtherServers {
  readonly #notices: Notices;
  readonly #allowed = new Set<string>();

  constructor(notices: Notices) {
    this.#notices = notices;
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

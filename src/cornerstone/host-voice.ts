/**
 * Tells apart who makes a change. This program's changes in Cornerstone raise the same events as the host's, and changes taken
 * over from the host affect the session like the user's own, so each is marked where it is made.
 */
export class HostVoice {
  #saying = 0;
  #hearing = 0;

  /** Cornerstone's current events are caused by this program. */
  get isSaying(): boolean {
    return this.#saying > 0;
  }

  /** The session's current changes come from the host, which shows them already. */
  get isHearing(): boolean {
    return this.#hearing > 0;
  }

  /** Changes something in Cornerstone. */
  say<Result>(what: () => Result): Result {
    this.#saying++;
    try {
      return what();
    } finally {
      this.#saying--;
    }
  }

  /** Takes over a change from the host. */
  hear<Result>(what: () => Result): Result {
    this.#hearing++;
    try {
      return what();
    } finally {
      this.#hearing--;
    }
  }
}

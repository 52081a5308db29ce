/**
 * Who changes what. What this program does in Cornerstone raises the same events as what the host does, and what it takes over
 * from the host changes the session as what its user does: each is told by where it was done.
 */
export class HostVoice {
  #saying = 0;
  #hearing = 0;

  /** Events of Cornerstone that are raised now come from this program. */
  get isSaying(): boolean {
    return this.#saying > 0;
  }

  /** Changes of the session that are made now come from the host, which shows them already. */
  get isHearing(): boolean {
    return this.#hearing > 0;
  }

  /** Does something in Cornerstone. */
  say<Result>(what: () => Result): Result {
    this.#saying++;
    try {
      return what();
    } finally {
      this.#saying--;
    }
  }

  /** Takes something over from the host. */
  hear<Result>(what: () => Result): Result {
    this.#hearing++;
    try {
      return what();
    } finally {
      this.#hearing--;
    }
  }
}

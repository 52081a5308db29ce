import * as Comlink from "comlink";

/** A worker in this thread, to which everything goes by structured clone as to a real one. */
export class FakeWorker extends EventTarget {
  terminations = 0;
  readonly #ports: readonly MessagePort[];

  constructor(exposed: object) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#ports = [port1, port2];
    Comlink.expose(exposed, port2);
    port1.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent("message", { data }));
  }

  postMessage(message: unknown, given: Transferable[]): void {
    this.#ports[0]!.postMessage(message, given);
  }

  terminate(): void {
    this.terminations++;
    for (const port of this.#ports) port.close();
  }

  /** As a browser tells of an error that a worker did not catch; "" where its script could not be loaded. */
  fail(message: string): void {
    this.dispatchEvent(Object.assign(new Event("error", { cancelable: true }), { message }));
  }
}

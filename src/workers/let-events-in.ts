/**
 * One turn of the event loop, which a thread that computes for long leaves to whatever waits: messages, clicks, drawing.
 * Not a timer, which browsers slow down in tabs that are not seen; Node has a word for it.
 */
export function letEventsIn(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  return new Promise((resolve) => {
    if (setImmediate) {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

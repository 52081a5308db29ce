/**
 * One turn of the event loop, so that a long computation lets messages, clicks and rendering through.
 * Not a timer, which browsers throttle in background tabs; Node has its own function.
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

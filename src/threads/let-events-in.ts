/**
 * One turn of the event loop, which a thread that computes for long leaves to whatever waits: messages, clicks, drawing.
 * Not a timer, which browsers slow down in tabs that are not seen.
 */
export function letEventsIn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

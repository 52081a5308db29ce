/** Runs in a page: performs some work, and measures the longest time that the page was blocked. */
export async function watchPage<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly longestMs: number; readonly elapsedMs: number }> {
  const channel = new MessageChannel();
  const begin = performance.now();
  let last = begin;
  let longestMs = 0;
  const look = () => {
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
  };
  channel.port1.onmessage = () => {
    look();
    channel.port2.postMessage(0);
  };
  channel.port2.postMessage(0);
  try {
    const value = await work();
    look();
    return { value, longestMs, elapsedMs: performance.now() - begin };
  } finally {
    channel.port1.close();
  }
}

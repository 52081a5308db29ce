/** Where the codecs' wasm files are: in Node each codec finds its own beside itself. */
export const codecWasmUrls: Readonly<Record<string, string>> = {};

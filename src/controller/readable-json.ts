/** A value as JSON that a program can read back: arrays of numbers as base64, maps as their entries. */
export function toReadableJson(value: unknown): string {
  const replace = (_key: string, part: unknown): unknown => {
    if (part instanceof Map) return { type: "Map", entries: [...part] };
    if (ArrayBuffer.isView(part)) {
      const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      return { type: part.constructor.name, base64: toBase64(bytes) };
    }
    return typeof part === "bigint" ? String(part) : part;
  };
  return `${JSON.stringify(value, replace, 2)}\n`;
}

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(binary);
}

/**
 * Encodes a frame in RLE Lossless (PS3.5 annex G): one segment for each byte of a sample, most significant first; each row is
 * packed separately.
 * @param samples rows of `columns` samples, little endian, one sample per pixel.
 * @param bytesPerSample 1 or 2.
 */
export function encodeRle(samples: Uint8Array, columns: number, bytesPerSample: 1 | 2): Uint8Array {
  const rows = samples.length / (columns * bytesPerSample);
  // In the worst case, PackBits adds one byte to every 128.
  const worst = rows * (columns + Math.ceil(columns / 128)) + 1;
  const target = new Uint8Array(64 + bytesPerSample * worst);
  const header = new DataView(target.buffer);
  header.setUint32(0, bytesPerSample, true);
  const row = new Uint8Array(columns);
  let at = 64;
  for (let plane = 0; plane < bytesPerSample; plane++) {
    header.setUint32(4 + 4 * plane, at, true);
    const byte = bytesPerSample - 1 - plane;
    for (let j = 0; j < rows; j++) {
      const start = j * columns * bytesPerSample + byte;
      for (let i = 0; i < columns; i++) row[i] = samples[start + i * bytesPerSample]!;
      at = packRow(row, target, at);
    }
    if (at % 2 === 1) at++;
  }
  return target.slice(0, at);
}

/** Packs one row into `target` from `at` on (PackBits); returns the end. */
function packRow(row: Uint8Array, target: Uint8Array, at: number): number {
  const { length } = row;
  let end = at;
  let index = 0;
  while (index < length) {
    const run = runLength(row, index);
    if (run > 1) {
      target[end++] = 257 - run;
      target[end++] = row[index]!;
      index += run;
      continue;
    }
    let literal = 1;
    while (literal < 128 && index + literal < length && runLength(row, index + literal) < 3) literal++;
    target[end++] = literal - 1;
    for (const last = index + literal; index < last; index++) target[end++] = row[index]!;
  }
  return end;
}

/** How often the value at `start` is repeated, at most 128 times. */
function runLength(row: Uint8Array, start: number): number {
  const value = row[start];
  const limit = Math.min(row.length, start + 128);
  let end = start + 1;
  while (end < limit && row[end] === value) end++;
  return end - start;
}

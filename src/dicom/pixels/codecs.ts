import { codecs } from "#codecs";
import { isAutosegError } from "../../errors.ts";
import { addressOf, checkWasmAllowed, findMissingAsset } from "../../workers/index.ts";
import type { PixelCodec } from "../transfer-syntaxes.ts";
import type { Codec, WasmDecoder } from "./codec-module.ts";
import type { CodestreamHeader, Decode, DecodedImage } from "./codestream.ts";
import { decodeJpeg12 } from "./jpeg-12.ts";
import { decodeJpegLossless } from "./jpeg-lossless.ts";
import { createPlainJpegLsDecoder } from "./jpeg-ls/decoder.ts";

/** Compressions that a codec package decodes. */
export type ImageCodec = Exclude<PixelCodec, "native" | "rle" | "deflate">;

const loaders: Readonly<Record<ImageCodec, () => Promise<Decode>>> = {
  jpeg: async () => {
    const decode8 = wasmDecode(await create(codecs.libjpegTurbo), "JPEGDecoder");
    return (compressed, header) =>
      header.precision > 8 ? decode12(compressed, header) : decode8(compressed, header);
  },
  "jpeg-ls": async () => {
    const [decodePlain, charls] = await Promise.all([createPlainJpegLsDecoder(), create(codecs.charls)]);
    const decodeAny = wasmDecode(charls, "JpegLSDecoder");
    return (compressed, header) => decodePlain(compressed) ?? decodeAny(compressed, header);
  },
  "jpeg-2000": async () => wasmDecode(await create(codecs.openjpeg), "J2KDecoder"),
  htj2k: async () => wasmDecode(await create(codecs.openjph), "HTJ2KDecoder"),
  "jpeg-lossless": async () => decodeLossless,
};

/** One shared instance of each codec per thread. */
const loaded = new Map<ImageCodec, Promise<Decode>>();

/**
 * A new decoder, which no earlier image can have left in a bad state; {@link loadDecoder} returns a shared one.
 * @throws Error (plain, one clause) if it cannot be loaded.
 */
export async function createDecoder(codec: ImageCodec): Promise<Decode> {
  return loaders[codec]();
}

/**
 * The shared decoder of a codec.
 * @throws Error (plain, one clause) if it cannot be loaded; AutosegError `missing-assets`, `blocked-by-policy`, which would
 * affect other images too.
 */
export async function loadDecoder(codec: ImageCodec): Promise<Decode> {
  const name = codec.toUpperCase();
  let loading = loaded.get(codec);
  if (!loading) {
    loading = loaders[codec]();
    loaded.set(codec, loading);
  }
  // Drop a module that could not be fetched, and one that failed, whose memory may be in any state.
  const forget = (): void => {
    if (loaded.get(codec) === loading) loaded.delete(codec);
  };
  const decode = await loading.catch((error: unknown) => {
    forget();
    checkWasmAllowed();
    if (isAutosegError(error)) throw error;
    throw new Error(`the decoder for ${name} could not be loaded (${describe(error)})`, { cause: error });
  });
  return (compressed, header) => {
    try {
      return decode(compressed, header);
    } catch (error) {
      if (error instanceof ModuleFailure) forget();
      throw new Error(`its ${name} data is damaged (${describe(error)})`, { cause: error });
    }
  };
}

function decode12(compressed: Uint8Array, { columns }: CodestreamHeader): DecodedImage {
  const samples = decodeJpeg12(compressed);
  return {
    bytes: new Uint8Array(samples.buffer),
    bytesPerSample: 2,
    columns,
    rows: samples.length / columns,
    samplesPerPixel: 1,
  };
}

function decodeLossless(compressed: Uint8Array): DecodedImage {
  const { samples, ...size } = decodeJpegLossless(compressed);
  return {
    bytes: new Uint8Array(samples.buffer),
    bytesPerSample: samples instanceof Uint8Array ? 1 : 2,
    ...size,
  };
}

/** What a codec package's module throws. */
class ModuleFailure extends Error {}

/** Messages that report an error or lost data; other warnings are harmless. */
const damage =
  /\berror\b|too (long|short)|truncated|inconsistent|malformed|corrupt|fail(ed|ure)|\bexpected\b/i;

/** Creates a codec's module and collects its complaints: it prints them and carries on. */
async function create<Name extends string>({ load, wasm }: Codec<Name>) {
  const createModule = await load();
  const url = wasm && addressOf(wasm);
  const complaints: string[] = [];
  const note = (line: string): void => {
    if (damage.test(line)) complaints.push(line);
  };
  const module = await createModule({
    ...(url !== undefined && { locateFile: () => url }),
    print: note,
    printErr: note,
  }).catch(async (error: unknown) => {
    throw (url !== undefined && (await findMissingAsset(url))) || error;
  });
  return { module, complaints };
}

function wasmDecode<Name extends string>(
  { module, complaints }: Awaited<ReturnType<typeof create<Name>>>,
  decoderName: Name,
): Decode {
  const Decoder = module[decoderName];
  let decoder: WasmDecoder | undefined;
  return (compressed) => {
    // A new one for each image: one that fails silently keeps the previous image in its buffer.
    decoder?.delete();
    decoder = new Decoder();
    complaints.length = 0;
    try {
      decoder.getEncodedBuffer(compressed.length).set(compressed);
      decoder.decode();
    } catch (error) {
      // Emscripten throws the address of the C++ exception.
      if (typeof error !== "number") throw error;
      throw new Error(String(module.getExceptionMessage?.(error) ?? "the decoder failed"), {
        cause: error,
      });
    }
    if (complaints.length > 0) throw new Error(complaints[0]);
    const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
    return {
      bytes: decoder.getDecodedBuffer(),
      bytesPerSample: bitsPerSample > 8 ? 2 : 1,
      columns: width,
      rows: height,
      samplesPerPixel: componentCount,
      // JPEG-LS: components are not interleaved (ITU-T T.87 C.2.3).
      isPlanar: componentCount > 1 && decoder.getInterleaveMode?.() === 0,
    };
  };
}

function describe(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.replace(/\s+/g, " ").trim().slice(0, 120);
}

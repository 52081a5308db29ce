/** Where the codecs' wasm files are, for browsers: addresses that the bundler makes. */
import charls from "@cornerstonejs/codec-charls/decodewasm?url";
import libjpegTurbo from "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url";
import openjpeg from "@cornerstonejs/codec-openjpeg/decodewasm?url";
import openjph from "@cornerstonejs/codec-openjph/wasm?url";

export const codecWasmUrls: Readonly<Record<string, string>> = { charls, libjpegTurbo, openjpeg, openjph };

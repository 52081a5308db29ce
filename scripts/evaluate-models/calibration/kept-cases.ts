import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { replaceFile } from "../../../src/cli/output-file.ts";
import type { ModelManifest } from "../../../src/model/index.ts";
import type { SoftCase } from "./soft-case.ts";

type Outputs = Pick<SoftCase, "labels" | "values" | "probabilities">;

/** Cached outputs of a model: labels, then the probabilities of each segment. */
export class KeptCases {
  readonly #folder: string;
  readonly #values: readonly number[];

  /** @param folder of the caches of all models. */
  constructor(folder: string, { name, networks, segments }: ModelManifest) {
    this.#folder = join(folder, `${name}-${networks[0]!.weights[0]!.sha256.slice(0, 8)}`);
    this.#values = segments.map(({ value }) => value);
  }

  /** The cached outputs of a case; undefined if there are none with that many voxels. */
  async read(name: string, voxels: number): Promise<Outputs | undefined> {
    const path = this.#path(name);
    if (!existsSync(path)) return undefined;
    const bytes = gunzipSync(await readFile(path));
    if (bytes.length !== voxels * (this.#values.length + 1)) return undefined;
    const part = (index: number) => new Uint8Array(bytes.buffer, bytes.byteOffset + index * voxels, voxels);
    return {
      labels: part(0),
      values: this.#values,
      probabilities: this.#values.map((_, index) => part(index + 1)),
    };
  }

  async write(name: string, { labels, probabilities }: Outputs): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await replaceFile(this.#path(name), gzipSync(Buffer.concat([labels, ...probabilities]), { level: 1 }));
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.gz`);
  }
}

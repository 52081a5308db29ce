import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyModels } from "../../scripts/build-packages/ohif-models.ts";
import { buildOhif } from "../../scripts/build-packages/ohif-plugin.ts";
import { noDicomWeb, startOrthanc } from "../conformance/orthanc/orthanc-server.ts";
import { sampleFiles, sampleFolder } from "../e2e/sample-study.ts";
import { findOhif, type OhifVersion } from "./ohif-release.ts";
import { type OhifSite, serveOhif } from "./serve-ohif.ts";

/** Path of the plugin on the server. */
const pluginPath = "/plugins/autoseg/";

/** Builds the plugin with `npm run build:ohif`, in a folder of its own. */
export async function buildPlugin(
  ...models: readonly string[]
): Promise<Disposable & { readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-ohif-"));
  await buildOhif(folder);
  copyModels(models, folder);
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A site with a released OHIF, the plugin, and a PACS (Orthanc) at the same address. */
export interface Hospital extends AsyncDisposable {
  /** URL of OHIF. */
  readonly url: string;
  /** URL of the PACS's DICOMweb interface. */
  readonly dicomWeb: string;
}

export interface HospitalOptions {
  readonly version: OhifVersion;
  /** Folder of the built plugin; OHIF without it if left out. */
  readonly plugin?: string;
  /** Slices of the sample in the PACS. */
  readonly slices: { readonly from: number; readonly to: number };
  /** Further DICOM files in the PACS. */
  readonly files?: readonly Buffer<ArrayBuffer>[];
  /** Further lines of the configuration. */
  readonly config?: string;
  /** Content of `extensions`; by default the plugin's module. */
  readonly extensions?: string;
  /** Content of `modes`. */
  readonly modes?: string;
  /** Code that runs before the configuration, which is then a function. */
  readonly before?: string;
  readonly headers?: OhifSite["headers"];
}

/** Why a version cannot be tested here; undefined if it can. */
export async function whyNot(version: OhifVersion): Promise<string | undefined> {
  return noDicomWeb ?? (await findOhif(version)).missing;
}

export async function openHospital(options: HospitalOptions): Promise<Hospital> {
  const { version, plugin, slices, files = [], headers } = options;
  const { folder } = await findOhif(version);
  const orthanc = await startOrthanc();
  const stored = sampleFiles()
    .slice(slices.from, slices.to)
    .map((name) => readFileSync(join(sampleFolder, name)));
  for (const body of [...stored, ...files]) await fetch(`${orthanc.url}instances`, { method: "POST", body });
  const site = await serveOhif({
    ohif: folder,
    config: toConfig(options),
    folders: plugin === undefined ? {} : { [pluginPath]: plugin },
    dicomWeb: orthanc.url,
    ...(headers && { headers }),
  });
  return {
    url: site.url,
    dicomWeb: `${orthanc.url}dicom-web`,
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]();
      await orthanc[Symbol.asyncDispose]();
    },
  };
}

/** OHIF's configuration: that of its documentation for a DICOMweb server, with our line. */
function toConfig({ plugin, config = "", extensions, modes = "", before }: HospitalOptions): string {
  const ours = extensions ?? (plugin === undefined ? "" : `"${pluginPath}entry.js"`);
  const settings = `{
    routerBasename: "/",
    extensions: [${ours}],
    modes: [${modes}],
    showStudyList: true,
    investigationalUseDialog: { option: "never" },
    defaultDataSourceName: "pacs",
    dataSources: [{
      namespace: "@ohif/extension-default.dataSourcesModule.dicomweb",
      sourceName: "pacs",
      configuration: {
        friendlyName: "PACS", name: "pacs",
        wadoUriRoot: "/dicom-web", qidoRoot: "/dicom-web", wadoRoot: "/dicom-web",
        qidoSupportsIncludeField: false, imageRendering: "wadors", thumbnailRendering: "wadors",
        enableStudyLazyLoad: true, supportsFuzzyMatching: false, supportsWildcard: true,
        omitQuotationForMultipartRequest: true,
      },
    }],
    ${config}
  }`;
  return before === undefined
    ? `window.config = ${settings};`
    : `window.config = async () => { ${before} return ${settings}; };`;
}

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyModels } from "../../scripts/build-packages/ohif-models.ts";
import { buildOhif } from "../../scripts/build-packages/ohif-plugin.ts";
import { noDicomWeb, startOrthanc } from "../conformance/orthanc/orthanc-server.ts";
import { sampleFiles, sampleFolder } from "../e2e/sample-study.ts";
import { findOhif, type OhifVersion } from "./ohif-release.ts";
import { type OhifSite, serveOhif } from "./serve-ohif.ts";

/** Where the plugin lies on the server. */
const pluginPath = "/plugins/autoseg/";

/** The plugin as `npm run build:ohif` makes it, in a folder of its own. */
export async function buildPlugin(
  ...models: readonly string[]
): Promise<Disposable & { readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-ohif-"));
  await buildOhif(folder);
  copyModels(models, folder);
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A hospital with a released OHIF, the plugin in it, and a PACS (Orthanc) behind the same address. */
export interface Hospital extends AsyncDisposable {
  /** Address of OHIF. */
  readonly url: string;
  /** Address of the PACS's DICOMweb interface. */
  readonly dicomWeb: string;
}

export interface HospitalOptions {
  readonly version: OhifVersion;
  /** Folder of the built plugin; an OHIF without it if left out. */
  readonly plugin?: string;
  /** Slices of the sample that the PACS has. */
  readonly slices: { readonly from: number; readonly to: number };
  /** DICOM files that the PACS has besides. */
  readonly files?: readonly Buffer<ArrayBuffer>[];
  /** More lines of the configuration. */
  readonly config?: string;
  /** What `extensions` holds; the plugin's module if left out. */
  readonly extensions?: string;
  /** What `modes` holds. */
  readonly modes?: string;
  /** Code that runs before the configuration is made, which is a function then. */
  readonly before?: string;
  readonly headers?: OhifSite["headers"];
}

/** Why a version cannot be tried here; undefined where it can. */
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

/** OHIF's configuration: that of its documentation for a DICOMweb server, and the line of ours. */
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

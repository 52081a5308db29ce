import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test, vi } from "vitest";
import { writeAuditMessage } from "../../../src/archive/audit-message.ts";
import { startAuditSender } from "../../../src/archive/audit-sender.ts";
import { type AuditedTransfer, createAuditSpool } from "../../../src/archive/audit-spool.ts";
import { WorkFailed } from "../../../src/archive/compute-pool.ts";
import type { ResultRow } from "../../../src/archive/results.ts";
import { toParquet } from "../../../src/archive/results-table.ts";
import { noTraces, openTraces } from "../../../src/archive/traces.ts";
import { keepLog, makeFolder } from "./fakes.ts";

const transfer: AuditedTransfer = {
  kind: "fetched",
  isSuccess: true,
  archive: "https://pacs/dicom-web",
  studyInstanceUID: "1.2.3",
  patientId: `4711 & "Söhne" <\u0001>`,
  instances: new Map([["1.2.840.10008.5.1.4.1.1.2", 75]]),
};
const program = { name: "autoseg", host: "station-1", processId: 7 };

describe("an audit message", () => {
  const message = writeAuditMessage({ ...transfer, at: new Date(0), program });

  test("says who had what from whom, of which study and patient (PS3.15 A.5.3.7)", () => {
    expect(message).toContain(
      '<EventIdentification EventActionCode="R" EventDateTime="1970-01-01T00:00:00.000Z"',
    );
    expect(message).toContain('<EventID csd-code="110104" codeSystemName="DCM"');
    expect(message).toMatch(/UserID="autoseg" UserIsRequestor="true"[^>]*><RoleIDCode csd-code="110152"/);
    expect(message).toMatch(/UserID="https:\/\/pacs\/dicom-web"[^>]*><RoleIDCode csd-code="110153"/);
    expect(message).toContain('<SOPClass UID="1.2.840.10008.5.1.4.1.1.2" NumberOfInstances="75"/>');
    expect(message).toContain('ParticipantObjectID="4711 &#38; &#34;Söhne&#34; &#60;?&#62;"');
    const stored = writeAuditMessage({
      ...transfer,
      kind: "stored",
      isSuccess: false,
      at: new Date(0),
      program,
    });
    expect(stored).toContain('EventActionCode="C"');
    expect(stored).toContain('EventOutcomeIndicator="8"');
    expect(stored).toMatch(/UserID="autoseg" [^>]*><RoleIDCode csd-code="110153"/);
  });

  test("is XML", ({ skip }) => {
    const checked = spawnSync(
      "python3",
      ["-c", "import sys, xml.dom.minidom as m; m.parseString(sys.stdin.buffer.read())"],
      {
        input: message,
      },
    );
    if (checked.error) skip("python3 is not installed");
    expect(checked.stderr.toString()).toBe("");
    expect(checked.status).toBe(0);
  });
});

/** What a repository heard, taken apart by the lengths before the messages. */
function collect() {
  const heard: string[] = [];
  const onSocket = (socket: Socket) => {
    let rest = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      rest = Buffer.concat([rest, data]);
      for (;;) {
        const [, digits] = /^(\d+) /.exec(rest.toString("latin1")) ?? [];
        if (digits === undefined) return;
        const start = digits.length + 1;
        const end = start + Number(digits);
        if (rest.length < end) return;
        heard.push(rest.subarray(start, end).toString());
        rest = rest.subarray(end);
      }
    });
  };
  return { heard, onSocket };
}

const listen = async (
  server: { listen: (port: number, host: string, done: () => void) => unknown; address(): unknown },
  port = 0,
) => {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
};

describe("the audit trail", () => {
  test("is spooled for this user only, and sent when the repository is there, in order", async () => {
    const folder = join(makeFolder(), "audit");
    let seconds = 0;
    const spool = createAuditSpool(folder, () => new Date(1000 * seconds++));
    for (const studyInstanceUID of ["1.1", "1.2", "1.3"])
      await spool.write({ ...transfer, studyInstanceUID });
    expect(readdirSync(folder)).toHaveLength(3);
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, readdirSync(folder)[0]!)).mode & 0o077).toBe(0);

    const { heard, onSocket } = collect();
    const closed = createTcpServer();
    const port = await listen(closed);
    await new Promise((resolve) => closed.close(resolve));
    const { log, lines } = keepLog();
    const sender = startAuditSender({ folder, address: `syslog+tcp://127.0.0.1:${port}`, log, everyMs: 20 });
    await vi.waitFor(() =>
      expect(lines).toContainEqual(expect.objectContaining({ event: "audit.away", code: "ECONNREFUSED" })),
    );
    expect(readdirSync(folder)).toHaveLength(3);
    const server = createTcpServer(onSocket);
    await listen(server, port);
    await vi.waitFor(() => expect(heard).toHaveLength(3), 20_000);
    expect(heard.map((line) => /ParticipantObjectID="(1\.\d)"/.exec(line)![1])).toEqual([
      "1.1",
      "1.2",
      "1.3",
    ]);
    expect(heard[0]).toMatch(
      /^<85>1 1970-01-01T00:00:00.000Z \S+ autoseg \d+ DICOM\+RFC3881 - \uFEFF<\?xml /,
    );
    await spool.write({ ...transfer, studyInstanceUID: "1.4" });
    await sender[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(heard).toHaveLength(4));
    expect(readdirSync(folder)).toEqual([]);
    expect(JSON.stringify(lines)).not.toContain("4711");
    server.close();
  });

  test("goes over TLS to whom it trusts, and to nobody else", async ({ skip }) => {
    const folder = makeFolder();
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const made = spawnSync("openssl", [
      ...[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
      ],
      ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
    ]);
    if (made.status !== 0) skip("openssl is not installed");
    const { heard, onSocket } = collect();
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, onSocket);
    server.on("tlsClientError", () => undefined);
    const address = `syslog+tls://localhost:${await listen(server)}`;
    const spooled = join(folder, "audit");
    await createAuditSpool(spooled).write(transfer);
    const { log, lines } = keepLog();
    const distrusting = startAuditSender({ folder: spooled, address, log, everyMs: 20 });
    await vi.waitFor(() =>
      expect(lines).toContainEqual(expect.objectContaining({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" })),
    );
    await distrusting[Symbol.asyncDispose]();
    expect(heard).toEqual([]);
    const trusting = startAuditSender({
      folder: spooled,
      address,
      tls: { ca: readFileSync(cert) },
      log,
      everyMs: 20,
    });
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    await trusting[Symbol.asyncDispose]();
    server.close();
  });

  test("refuses an address that is none, and a folder that cannot be written", async () => {
    const { log } = keepLog();
    expect(() => startAuditSender({ folder: "/x", address: "udp://host", log })).toThrow(/syslog\+tls/);
    const file = join(makeFolder(), "file");
    writeFileSync(file, "");
    await expect(createAuditSpool(file).write(transfer)).rejects.toMatchObject({ code: "not-writable" });
  });
});

test("traces go to a collector with codes and numbers, and do not name what an error says", async () => {
  const bodies: string[] = [];
  const collector = createHttpServer((request, response) => {
    let body = "";
    request.on("data", (data) => {
      body += data;
    });
    request.on("end", () => {
      bodies.push(body);
      response.setHeader("Content-Type", "application/json").end("{}");
    });
  });
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${await listen(collector)}`);
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test");
  try {
    const traces = await openTraces();
    expect(
      await traces.span("archive.work", { "autoseg.model": "m" }, async (add) =>
        add({ "autoseg.slices": 6 }),
      ),
    ).toBeUndefined();
    const failed = traces.span("archive.work", {}, async () => {
      throw new WorkFailed({ code: "irregular-series", reason: "Verborgen^Vera", remedy: "give-up" });
    });
    await expect(failed).rejects.toThrow();
    await traces[Symbol.asyncDispose]();
  } finally {
    vi.unstubAllEnvs();
    collector.close();
  }
  const all = bodies.join("");
  for (const said of [
    "archive.work",
    "autoseg.slices",
    "irregular-series",
    '"autoseg"',
    "deployment.environment",
  ])
    expect(all).toContain(said);
  expect(all).not.toContain("Verborgen");
  expect(await noTraces.span("x", {}, async (add) => add({}))).toBeUndefined();
});

test("the table as Parquet has the same rows with their types, and null for what is not known", async () => {
  const row: ResultRow = {
    sopInstanceUID: "2.25.2",
    studyInstanceUID: "1.2",
    seriesInstanceUID: "1.3",
    model: "m",
    modelVersion: "1",
    predecessor: "",
    scanner: "Größe",
    week: "2024-W01",
    slices: 5,
    sliceSpacingMm: 1.5,
    segments: [
      { segmentNumber: 1, label: "Liver", ml: 3.25, longestAxialDiameterMm: 1, lesions: 0 },
      { segmentNumber: 2, label: "=Tumour", ml: 0, longestAxialDiameterMm: 0, mean: -7.5, lesions: 2 },
    ],
  };
  const bytes = await toParquet([
    row,
    { ...row, sopInstanceUID: "2.25.1", uncertainty: 0.25, computeMs: 12 },
  ]);
  const read = await parquetReadObjects({ file: bytes.slice().buffer });
  expect(read).toHaveLength(4);
  expect(read[0]).toMatchObject({
    sop_instance_uid: "2.25.1",
    uncertainty: 0.25,
    compute_ms: 12,
    mean: null,
  });
  expect(read[3]).toMatchObject({
    sop_instance_uid: "2.25.2",
    scanner: "Größe",
    slices: 5,
    slice_spacing_mm: 1.5,
    segment: "=Tumour",
    mean: -7.5,
    lesions: 2,
    uncertainty: null,
    provider: null,
  });
  expect(await parquetReadObjects({ file: (await toParquet([])).slice().buffer })).toEqual([]);
});

test("the table as Parquet is what other readers read", async ({ skip }) => {
  const python = process.env.AUTOSEG_PYTHON ?? "python3";
  if (spawnSync(python, ["-c", "import pyarrow.parquet"]).status !== 0) skip("pyarrow is not installed");
  const folder = makeFolder();
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "t.parquet");
  const row: ResultRow = {
    sopInstanceUID: "2.25.2",
    studyInstanceUID: "1.2",
    seriesInstanceUID: "1.3",
    model: "m",
    modelVersion: "1",
    predecessor: "",
    scanner: "S",
    week: "2024-W01",
    slices: 5,
    sliceSpacingMm: 1.5,
    segments: [{ segmentNumber: 1, label: "Liver", ml: 3.25, longestAxialDiameterMm: 1, lesions: 0 }],
  };
  writeFileSync(path, await toParquet([row]));
  const read = spawnSync(python, [
    "-c",
    `import pyarrow.parquet as p, json; t = p.read_table("${path}"); print(json.dumps(t.to_pylist()[0]), t.schema.field("volume_ml").type)`,
  ]);
  expect(read.stderr.toString()).toBe("");
  expect(read.stdout.toString()).toContain('"volume_ml": 3.25');
  expect(read.stdout.toString()).toContain("double");
});

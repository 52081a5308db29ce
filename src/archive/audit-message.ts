/** What happened to instances of one study. */
export interface AuditEvent {
  /** `fetched` from the archive or `stored` in it. */
  readonly kind: "fetched" | "stored";
  readonly isSuccess: boolean;
  readonly at: Date;
  /** The program as known to the audit repository, and its machine. */
  readonly program: { readonly name: string; readonly host: string; readonly processId: number };
  /** The archive's URL, without user and password. */
  readonly archive: string;
  readonly studyInstanceUID: string;
  /** "" if unknown. */
  readonly patientId: string;
  /** Number of instances by SOP class. */
  readonly instances: ReadonlyMap<string, number>;
}

interface Code {
  readonly code: string;
  readonly system: string;
  readonly meaning: string;
}

const dcm = (code: string, meaning: string): Code => ({ code, system: "DCM", meaning });
const transferred = dcm("110104", "DICOM Instances Transferred");
const [source, destination] = [dcm("110153", "Source Role ID"), dcm("110152", "Destination Role ID")];
const studyUid = dcm("110180", "Study Instance UID");
const patientNumber: Code = { code: "2", system: "RFC-3881", meaning: "Patient Number" };

/**
 * The audit message "DICOM Instances Transferred" (PS3.15 A.5.3.7, in the schema of A.5.1, the successor of RFC 3881). It
 * identifies the patient by ID, as required, and never by name.
 */
export function writeAuditMessage(event: AuditEvent): string {
  const { kind, at, program, archive, studyInstanceUID, patientId, instances } = event;
  const isFetch = kind === "fetched";
  const outcome = event.isSuccess ? "0" : "8";
  const classes = [...instances].map(([uid, count]) =>
    element("SOPClass", { UID: uid, NumberOfInstances: String(count) }),
  );
  const participant = (user: string, access: [id: string, type: string], role: Code, requests: boolean) =>
    element(
      "ActiveParticipant",
      {
        UserID: user,
        UserIsRequestor: String(requests),
        NetworkAccessPointID: access[0],
        NetworkAccessPointTypeCode: access[1],
      },
      [coded("RoleIDCode", role)],
    );
  const object = (id: string, [type, role]: [string, string], code: Code, content: string[] = []) =>
    element(
      "ParticipantObjectIdentification",
      { ParticipantObjectID: id, ParticipantObjectTypeCode: type, ParticipantObjectTypeCodeRole: role },
      [coded("ParticipantObjectIDTypeCode", code), ...content],
    );
  const message = element("AuditMessage", {}, [
    element(
      "EventIdentification",
      {
        EventActionCode: isFetch ? "R" : "C",
        EventDateTime: at.toISOString(),
        EventOutcomeIndicator: outcome,
      },
      [coded("EventID", transferred)],
    ),
    participant(program.name, [program.host, "1"], isFetch ? destination : source, true),
    participant(archive, [archive, "5"], isFetch ? source : destination, false),
    element("AuditSourceIdentification", { AuditSourceID: `${program.name}@${program.host}` }, [
      element("AuditSourceTypeCode", { "csd-code": "4" }),
    ]),
    object(studyInstanceUID, ["2", "3"], studyUid, classes),
    object(patientId, ["1", "1"], patientNumber),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>${message}`;
}

/** Wraps the message in a syslog line (RFC 5424): facility security, severity notice, and the MSGID of PS3.15 A.6. */
export function toSyslog(message: string, { at, program }: Pick<AuditEvent, "at" | "program">): string {
  const host = program.host.replace(/[^!-~]/g, "") || "-";
  return `<85>1 ${at.toISOString()} ${host} ${program.name} ${program.processId} DICOM+RFC3881 - \uFEFF${message}`;
}

function coded(name: string, { code, system, meaning }: Code): string {
  return element(name, { "csd-code": code, codeSystemName: system, originalText: meaning });
}

function element(name: string, attributes: Readonly<Record<string, string>>, content: string[] = []): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(value)}"`);
  const start = `<${name}${written.join("")}`;
  return content.length === 0 ? `${start}/>` : `${start}>${content.join("")}</${name}>`;
}

/** Escapes attribute text; characters that XML cannot contain even when escaped become question marks. */
function escapeText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "?")
    .replace(/[&<>"\t\n\r]/g, (character) => `&#${character.codePointAt(0)};`);
}

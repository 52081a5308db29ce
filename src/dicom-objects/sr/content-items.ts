import type { Dataset } from "../../dicom/index.ts";
import type { Point } from "../../geometry/index.ts";
import type { Code } from "../../volume/index.ts";
import { dcm, toCodeItem } from "../common/codes.ts";

/** The relationship of a structured report's item to its parent (PS3.3 C.17.3.2.4). */
export type Relationship =
  | "CONTAINS"
  | "HAS CONCEPT MOD"
  | "HAS OBS CONTEXT"
  | "HAS PROPERTIES"
  | "INFERRED FROM";

interface Item {
  readonly relationship: Relationship;
  readonly name: Code;
}

/** A CONTAINER item; its template is one of DICOM's own (PS3.16). */
export function container(
  { relationship, name }: Item,
  content: readonly Dataset[],
  templateIdentifier?: string,
): Dataset {
  return {
    RelationshipType: [relationship],
    ...containerContent(name, content, templateIdentifier),
  };
}

/** The attributes of a container; the root of a document has no relationship. */
export function containerContent(
  name: Code,
  content: readonly Dataset[],
  templateIdentifier?: string,
): Dataset {
  return {
    ValueType: ["CONTAINER"],
    ConceptNameCodeSequence: [toCodeItem(name)],
    ContinuityOfContent: ["SEPARATE"],
    ...(templateIdentifier && {
      ContentTemplateSequence: [{ MappingResource: ["DCMR"], TemplateIdentifier: [templateIdentifier] }],
    }),
    ...(content.length > 0 && { ContentSequence: content }),
  };
}

export function codeItem(item: Item, value: Code, content: readonly Dataset[] = []): Dataset {
  return leaf("CODE", item, { ConceptCodeSequence: [toCodeItem(value)] }, content);
}

export function textItem(item: Item, value: string): Dataset {
  return leaf("TEXT", item, { TextValue: [value] });
}

export function uidItem(item: Item, uid: string): Dataset {
  return leaf("UIDREF", item, { UID: [uid] });
}

export function personItem(item: Item, personName: string): Dataset {
  return leaf("PNAME", item, { PersonName: [personName] });
}

/** A number with its unit (PS3.3 C.18.1). */
export function numberItem(item: Item, value: number, unit: Code, content: readonly Dataset[] = []): Dataset {
  const measured = {
    MeasurementUnitsCodeSequence: [toCodeItem(unit)],
    NumericValue: [Number(value.toPrecision(7))],
  };
  return leaf("NUM", item, { MeasuredValueSequence: [measured] }, content);
}

/** A reference to an image, or to one segment of a segmentation (PS3.3 C.18.4). */
export function imageItem(item: Item, reference: Dataset): Dataset {
  return leaf("IMAGE", item, { ReferencedSOPSequence: [reference] });
}

/** A line in space (PS3.3 C.18.9). @param points in mm, in the frame of reference. */
export function lineItem(item: Item, points: readonly Point<"lps">[], frameOfReferenceUID: string): Dataset {
  return leaf("SCOORD3D", item, {
    GraphicType: ["POLYLINE"],
    GraphicData: points.flat(),
    ReferencedFrameOfReferenceUID: [frameOfReferenceUID],
  });
}

/** An item with its observer and time (PS3.3 C.17.3.2.2). @param at ISO 8601, in UTC. */
export function observedItem(
  item: Dataset,
  { by, at }: { readonly by?: string | undefined; readonly at?: string | undefined },
): Dataset {
  return {
    ...item,
    ...(at !== undefined && { ObservationDateTime: [`${at.replace(/[-:TZ]/g, "").slice(0, 14)}+0000`] }),
    ...(by !== undefined && {
      ContentSequence: [
        personItem({ relationship: "HAS OBS CONTEXT", name: dcm("121008", "Person Observer Name") }, by),
      ],
    }),
  };
}

function leaf(
  valueType: string,
  { relationship, name }: Item,
  value: Dataset,
  content: readonly Dataset[] = [],
): Dataset {
  return {
    RelationshipType: [relationship],
    ValueType: [valueType],
    ConceptNameCodeSequence: [toCodeItem(name)],
    ...value,
    ...(content.length > 0 && { ContentSequence: content }),
  };
}

import { t } from "../texts/index.ts";

/** Regions of the body, no finer than needed to tell that a model and an image do not match. */
export type BodyRegion = "head" | "neck" | "chest" | "abdomen" | "pelvis" | "spine" | "limbs";

/** The regions of anatomical structures, by SNOMED CT code. */
const regionsByCode: Readonly<Record<string, readonly BodyRegion[]>> = {
  "10200004": ["abdomen"], // liver
  "64033007": ["abdomen"], // kidney
  "9846003": ["abdomen"], // right kidney
  "18639004": ["abdomen"], // left kidney
  "78961009": ["abdomen"], // spleen
  "15776009": ["abdomen"], // pancreas
  "28231008": ["abdomen"], // gallbladder
  "69695003": ["abdomen"], // stomach
  "71854001": ["abdomen"], // colon
  "23451007": ["abdomen"], // adrenal gland
  "12738006": ["head"], // brain
  "89546000": ["head"], // skull
  "39607008": ["chest"], // lung
  "3341006": ["chest"], // right lung
  "44029006": ["chest"], // left lung
  "80891009": ["chest"], // heart
  "87878005": ["chest"], // left ventricle
  "53085002": ["chest"], // right ventricle
  "49848007": ["chest"], // left ventricular myocardium
  "74281007": ["chest"], // myocardium
  "41216001": ["pelvis"], // prostate
  "89837001": ["pelvis", "abdomen"], // urinary bladder
  "35039007": ["pelvis"], // uterus
};

/**
 * Words found in BodyPartExamined and in descriptions, matched as whole words, in the most common languages. Ambiguous words
 * are left out: "COR" means coronal, and FLAIR is also used for the spine.
 */
const words: readonly (readonly [RegExp, readonly BodyRegion[]])[] = [
  [
    /\b(WHOLE ?BODY|WB|CAP|TAP|CHESTABDPELVIS|POLYTRAUMA)\b/,
    ["head", "neck", "chest", "abdomen", "pelvis", "spine", "limbs"],
  ],
  [
    /\b(HEAD|BRAIN|SKULL|CRANI(AL|UM|O)|CRAN(E|EO|IEN)|KOPF|SCHA(E|)DEL|NEURO\w*|CERE(BR|BELL)\w*|HIRN|GEHIRN|TETE|CABEZA|TESTA|EN[CK]EPHAL\w*|ENCEFAL\w*|PITUITARY|HYPOPHYS\w*|SELLA|ORBITS?|SINUS(ES)?)\b/,
    ["head"],
  ],
  [/\b(NECK|HALS|LARYNX|THYROID|CAROTI\w*|HEADNECK)\b/, ["neck"]],
  [/\bHEADNECK\b/, ["head"]],
  [
    /\b(CHEST|THORAX|THORACIC|TORAX|TORACE|LUNGS?|LUNGE|HEART|CARDI\w+|HERZ|COEUR|CORAZON|CUORE|BREAST|MEDIASTINUM|SHORT AXIS|SAX|[234] ?CH(AMBER)?)\b/,
    ["chest"],
  ],
  [/\b(CHESTABDOMEN|CHESTABD)\b/, ["chest", "abdomen"]],
  [
    /\b(ABDOMEN|ABDOMINAL|ABD|LIVER|HEPATI\w*|LEBER|FOIE|HIGADO|FEGATO|KIDNEYS?|RENAL|PANCREAS|SPLEEN|BAUCH|OBERBAUCH|UPPERABDOMEN)\b/,
    ["abdomen"],
  ],
  [/\b(ABDOMENPELVIS|ABDPELVIS)\b/, ["abdomen", "pelvis"]],
  [/\b(PELVIS|PELVIC|PROSTATE|BLADDER|UTERUS|BECKEN|HIPS?)\b/, ["pelvis"]],
  [/\b(SPINE|[CTL]SPINE|CERVICAL|LUMBAR|VERTEBRA\w*|WIRBELSAEULE)\b/, ["spine"]],
  [/\b(LIMBS?|EXTREMITY|KNEE|LEG|ARM|FOOT|HAND|WRIST|ANKLE|SHOULDER|ELBOW|FEMUR|THIGH|CALF)\b/, ["limbs"]],
];

export function bodyRegionsOfCode({ codeValue }: { readonly codeValue: string }): readonly BodyRegion[] {
  return regionsByCode[codeValue] ?? [];
}

/** Every region that a text names. */
export function bodyRegionsOfText(text: string): ReadonlySet<BodyRegion> {
  const plain = text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .replaceAll("œ", "oe");
  const upper = plain.toUpperCase().replace(/[_\-/.,^]+/g, " ");
  return new Set(words.flatMap(([pattern, regions]) => (pattern.test(upper) ? regions : [])));
}

/** "abdomen and pelvis" */
export function regionNames(regions: ReadonlySet<BodyRegion>): string[] {
  return [...regions].map((region) => t(`suitability.regions.${region}`));
}

/*
 * Synonyms of the words in the terms: each line is a set of words with one meaning. British and
 * American spellings, adjectives of organs, everyday words and abbreviations that are common in radiology.
 */
const lines = `
esophagus oesophagus gullet
tumor tumour neoplasm
hemorrhage haemorrhage bleeding hematoma haematoma
edema oedema
feces faeces stool
kidney renal
liver hepatic
heart cardiac
lung pulmonary
stomach gastric
brain cerebral cerebrum
spleen splenic lien
pancreas pancreatic
bladder vesical
intestine bowel gut
uterus womb uterine
trachea windpipe
thyroid thyreoid
skin dermis cutaneous
bone osseous
muscle muscular
nerve neural
artery arterial
vein venous
rib costal
spine vertebral spinal backbone
femur thighbone
tibia shinbone
patella kneecap
clavicle collarbone
sternum breastbone
skull cranium cranial
jaw mandible
eye ocular orbit
ear auditory
abdomen abdominal belly
chest thorax thoracic
neck cervical
breast mammary
rectum rectal
prostate prostatic
testis testicle
ovary ovarian
adrenal suprarenal
necrosis necrotic
lesion abnormality
secondary metastasis metastases metastatic
node nodes
fat adipose
`;

/** Abbreviations and phrases, and the words they stand for. */
const phrases: Readonly<Record<string, string>> = {
  lv: "left ventricle",
  rv: "right ventricle",
  la: "left atrium",
  ra: "right atrium",
  ivc: "inferior vena cava",
  svc: "superior vena cava",
  csf: "cerebrospinal fluid",
  cns: "central nervous system",
  ln: "lymph node",
  gb: "gallbladder",
  "gall bladder": "gallbladder",
  "shoulder blade": "scapula",
  "wind pipe": "trachea",
};

/** The synonyms of each word. */
const synonyms: ReadonlyMap<string, readonly string[]> = new Map(
  lines
    .trim()
    .split("\n")
    .flatMap((line) => {
      const words = line.split(" ");
      return words.map((word) => [word, words.filter((other) => other !== word)] as const);
    }),
);

/** The words of a search, with abbreviations spelled out and phrases as in the terms. */
export function expand(words: readonly string[]): string[] {
  let text = ` ${words.join(" ")} `;
  for (const [phrase, meaning] of Object.entries(phrases)) text = text.replace(` ${phrase} `, ` ${meaning} `);
  return text.trim().split(" ").filter(Boolean);
}

/** Synonyms without the word itself; a prefix of at least four letters is enough. */
export function synonymsOf(word: string): readonly string[] {
  const exact = synonyms.get(word);
  if (exact || word.length < 4) return exact ?? [];
  return [...synonyms].flatMap(([known, others]) => (known.startsWith(word) ? others : []));
}

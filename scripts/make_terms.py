"""
Writes src/terminology/snomed-terms.ts: the SNOMED CT terms of DICOM's context groups (PS3.16) that describe segments, as the
code dictionary of pydicom lists them (MIT licence; pydicom.sr, made from the standard). DICOM may be implemented with these
codes without a SNOMED licence (PS3.16 section 8.1.1).

Usage: python scripts/make_terms.py, with pydicom installed.
"""
from pathlib import Path

import pydicom
from pydicom.sr._cid_dict import cid_concepts
from pydicom.sr._concepts_dict import concepts

# Context groups of segmented property types, with the SegmentedPropertyCategory that they belong to.
TYPES = {
    7192: "123037004",
    7191: "85756007",
    7193: "260787004",
    7194: "49755003",
    7195: "246464006",
    7196: "309825002",
    7197: "91720002",
    7198: "105590001",
}
# Further anatomy: regions, lymph nodes, vertebrae, tracts, the heart, vessels, the prostate, the brain's parts.
ANATOMY = [4, 4030, 4031, 7600, 7602, 7710, 3010, 7140, 7152, 7153, 7154, 7155, 7156, 7160, 7171, 6300, 6116, 6117]


def members(cid):
    for scheme, keywords in cid_concepts[cid].items():
        for keyword in keywords:
            for value, (meaning, cids) in concepts[scheme][keyword].items():
                if scheme == "SCT" and cid in cids:
                    yield value, meaning


terms = {}
for cid, category in [*TYPES.items(), *((cid, "123037004") for cid in ANATOMY)]:
    for value, meaning in members(cid):
        terms.setdefault(value, (meaning, category))

lines = [f"{value}|{category}|{meaning}" for value, (meaning, category) in terms.items()]
lines.sort(key=lambda line: line.split("|")[2].lower())
text = "\n".join(lines)
assert "`" not in text and "\\" not in text
Path(__file__).parent.parent.joinpath("src/terminology/snomed-terms.ts").write_text(
    f"""/*
 * Made by scripts/make_terms.py from the code dictionary of pydicom {pydicom.__version__} (MIT licence): SNOMED CT terms of
 * the context groups {", ".join(str(cid) for cid in sorted([*TYPES, *ANATOMY]))} (PS3.16).
 */

/** A line a term: code value, code value of its category, code meaning. */
export const snomedTerms = `
{text}
`;
"""
)
print(len(lines), "terms")

/** Messages about NIfTI and NRRD files. In German. */
export const volumeFiles = {
  "The image is a {{1}} file, which names no patient, study or series that a DICOM object could refer to. Export as NIfTI, NRRD or STL instead.":
    "Das Bild ist eine {{1}}-Datei. Sie nennt weder Patient noch Studie oder Serie, auf die ein DICOM-Objekt verweisen könnte. Exportieren Sie als NIfTI, NRRD oder STL.",
  "has voxels that are not upright boxes (its axes are sheared, or have no length). Resample it to an upright grid.":
    "hat Voxel, die keine Quader sind (die Achsen sind geschert oder haben keine Länge). Rechnen Sie das Bild auf ein rechtwinkliges Gitter um.",
  "its voxels are {{1}} mm, those of the open image {{2}} mm":
    "ihre Voxel messen {{1}} mm, die des offenen Bildes {{2}} mm",
  "it has {{1}} voxels, the open image {{2}}, and they do not coincide":
    "sie hat {{1}} Voxel, das offene Bild {{2}}, und sie decken sich nicht",
  "it lies {{1}} mm away from the open image": "sie liegt {{1}} mm neben dem offenen Bild",
  "its axes run in other directions than those of the open image":
    "ihre Achsen verlaufen anders als die des offenen Bildes",
  "its gzip stream is damaged": "der gzip-Strom ist beschädigt",
  "it ends before its last voxel": "sie endet vor dem letzten Voxel",
  "could not be read: the worker that reads it stopped ({{1}}). Open it again.":
    "konnte nicht gelesen werden: Der Worker, der sie liest, wurde beendet ({{1}}). Öffnen Sie sie erneut.",
  "Label {{1}}": "Label {{1}}",
  "single bits": "einzelne Bits",
  "complex numbers": "komplexe Zahlen",
  "colour values (RGB)": "Farben (RGB)",
  "colour values (RGBA)": "Farben (RGBA)",
  "cannot be opened as NIfTI: {{1}}.": "lässt sich nicht als NIfTI öffnen: {{1}}.",
  "it is shorter than a header": "sie ist kürzer als ein Header",
  "it does not begin with a header": "sie beginnt nicht mit einem Header",
  "it is a header whose voxels are in another file (.img). Save it as one file, .nii":
    "sie ist ein Header, dessen Voxel in einer anderen Datei liegen (.img). Speichern Sie beides in einer Datei, .nii",
  "it is in Analyze format, which does not say which side is left. Save it as NIfTI":
    "sie hat das Format Analyze, das nicht sagt, wo links ist. Speichern Sie sie als NIfTI",
  "its voxels are {{1}}, not single numbers": "ihre Voxel sind {{1}}, keine einzelnen Zahlen",
  "of type {{1}}": "vom Typ {{1}}",
  "it does not say where its voxels begin": "sie sagt nicht, wo ihre Voxel beginnen",
  "it has {{1}} dimensions": "sie hat {{1}} Dimensionen",
  "it has the dimensions {{1}}": "sie hat die Dimensionen {{1}}",
  "it holds several volumes ({{1}}). Save the one that you need as a file of its own":
    "sie enthält mehrere Volumen ({{1}}). Speichern Sie das gewünschte in einer eigenen Datei",
  "it is a single slice ({{1}}), not a volume": "sie ist eine einzelne Schicht ({{1}}), kein Volumen",
  "Its header does not state the unit of its spacing: millimetres are assumed.":
    "Der Header nennt keine Einheit der Abstände: Es werden Millimeter angenommen.",
  "it does not say where its voxels lie, nor which side is left (sform_code and qform_code are 0)":
    "sie sagt nicht, wo ihre Voxel liegen und wo links ist (sform_code und qform_code sind 0)",
  "Its sform and qform place its voxels differently: the sform is used.":
    "sform und qform geben den Voxeln verschiedene Orte: Es gilt sform.",
  "cannot be opened as NRRD: {{1}}.": "lässt sich nicht als NRRD öffnen: {{1}}.",
  "it is a header whose voxels are in another file. Save it as one file, .nrrd":
    "sie ist ein Header, dessen Voxel in einer anderen Datei liegen. Speichern Sie beides in einer Datei, .nrrd",
  "its voxels are of the type {{1}}": "ihre Voxel sind vom Typ {{1}}",
  "it does not begin with NRRD": "sie beginnt nicht mit NRRD",
  'its header has a line that is not a field: "{{1}}"':
    'ihr Header hat eine Zeile, die kein Feld ist: "{{1}}"',
  "its header has no end": "ihr Header hat kein Ende",
  "its sizes are {{1}}": "ihre Größen sind {{1}}",
  "it has several values for each voxel ({{1}}, {{2}}), colours or vectors":
    "sie hat mehrere Werte je Voxel ({{1}}, {{2}}), Farben oder Vektoren",
  "it has several values for each voxel ({{1}}, {{2}}), or volumes one after the other":
    "sie hat mehrere Werte je Voxel ({{1}}, {{2}}) oder mehrere Volumen nacheinander",
  "its encoding is {{1}}; raw, gzip and text can be read":
    "ihre Kodierung ist {{1}}; lesbar sind raw, gzip und text",
  "it does not say which side is left (space)": "sie sagt nicht, wo links ist (space)",
  "its space is {{1}}; left-posterior-superior and its like can be read":
    "ihr space ist {{1}}; lesbar sind left-posterior-superior und dergleichen",
  "its spacing is in {{1}}; millimetres were expected":
    "ihre Abstände sind in {{1}} angegeben; erwartet wurden Millimeter",
  "it does not say where its voxels lie ({{1}})": "sie sagt nicht, wo ihre Voxel liegen ({{1}})",
  "is neither a NIfTI nor a NRRD file.": "ist weder NIfTI noch NRRD.",
  "holds segments that overlap, not an image. Open its image first.":
    "enthält überlappende Segmente, kein Bild. Öffnen Sie zuerst das Bild dazu.",
  "{{1}} names no patient, study, scanner or modality. The image can be segmented and exported as NIfTI, NRRD or STL, but not as DICOM.":
    "{{1}} nennt weder Patient noch Studie, Scanner oder Modalität. Das Bild lässt sich segmentieren und als NIfTI, NRRD oder STL exportieren, aber nicht als DICOM.",
  "does not fit the open image: {{1}}. Open labels that were drawn on it.":
    "passt nicht zum offenen Bild: {{1}}. Öffnen Sie Labels, die darauf gezeichnet wurden.",
  "is not a label map: it holds the value {{1}}, and labels are whole numbers from 0 to {{2}}.":
    "ist keine Labelmap: Sie enthält den Wert {{1}}, Labels sind aber ganze Zahlen von 0 bis {{2}}.",
  "does not fit the open image: it has labels outside. Open labels that were drawn on it.":
    "passt nicht zum offenen Bild: Sie hat Labels außerhalb. Öffnen Sie Labels, die darauf gezeichnet wurden.",
};

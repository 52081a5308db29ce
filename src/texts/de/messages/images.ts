/** Messages about DICOM files, series and pixels. In German. */
export const images = {
  "The image is in SUV by body weight already.": "Das Bild ist bereits in SUV nach Körpergewicht.",
  "SUV by body weight, by the factor that Philips states.":
    "SUV nach Körpergewicht, mit dem Faktor, den Philips angibt.",
  "SUV by body weight: {{1}} kg, {{2}} MBq, decay-corrected {{3}}.":
    "SUV nach Körpergewicht: {{1}} kg, {{2}} MBq, zerfallskorrigiert {{3}}.",
  "SUV cannot be computed: the header does not state {{1}}.":
    "SUV kann nicht berechnet werden: Der Header nennt nicht: {{1}}.",
  "a factor from counts to activity": "einen Faktor von Zählereignissen zu Aktivität",
  "units of BQML, GML or CNTS (it has {{1}})": "die Einheit BQML, GML oder CNTS (sondern {{1}})",
  "a correction for attenuation and decay": "eine Korrektur für Schwächung und Zerfall",
  "DecayCorrection START or ADMIN (it has {{1}})": "DecayCorrection START oder ADMIN (sondern {{1}})",
  "RadionuclideTotalDose in becquerels (it has {{1}})": "RadionuclideTotalDose in Becquerel (sondern {{1}})",
  "an injection within {{1}} half-lives before the scan":
    "eine Injektion innerhalb von {{1}} Halbwertszeiten vor der Aufnahme",
  "a start of the scan (SeriesTime after AcquisitionTime, no FrameReferenceTime)":
    "den Beginn der Aufnahme (SeriesTime nach AcquisitionTime, keine FrameReferenceTime)",
  "an injection before the scan": "eine Injektion vor der Aufnahme",
  "to the injection": "auf den Zeitpunkt der Injektion",
  "{{1}} min after the injection": "auf {{1}} min nach der Injektion",
  "SUV by body weight cannot be computed: the image is in SUV of type {{1}}.":
    "SUV nach Körpergewicht kann nicht berechnet werden: Das Bild ist in SUV der Art {{1}}.",
  "These viewports cannot show a second series over the first.":
    "Diese Ansichten können keine zweite Serie über der ersten zeigen.",
  "A series without a FrameOfReferenceUID cannot be shown over another: their positions relative to each other are unknown. Register them first.":
    "Eine Serie ohne FrameOfReferenceUID kann nicht über einer anderen gezeigt werden: Ihre Lage zueinander ist unbekannt. Registrieren Sie die beiden zuerst.",
  "The two series have different frames of reference, so their positions relative to each other are unknown. Register them first, or choose a series of the same scan.":
    "Die beiden Serien haben verschiedene Bezugssysteme (Frame of Reference). Ihre Lage zueinander ist damit unbekannt. Registrieren Sie sie zuerst, oder wählen Sie eine Serie derselben Untersuchung.",
  "The viewports show the series as a stack of images. Show it as a volume to see another series over it.":
    "Die Ansichten zeigen die Serie als Stapel von Bildern. Zeigen Sie sie als Volumen, um eine andere Serie darüber zu sehen.",
  "it ends inside a tag": "sie endet mitten in einem Tag",
  "it ends inside a length": "sie endet mitten in einer Längenangabe",
  "{{1}} has an unknown value representation": "{{1}} hat eine unbekannte Value Representation",
  "it inflates to too many elements for its size": "sie enthält entpackt zu viele Elemente für ihre Größe",
  "it ends inside a sequence": "sie endet mitten in einer Sequenz",
  "an item is longer than the sequence that holds it": "ein Item ist länger als die Sequenz, die es enthält",
  "it ends inside {{1}}": "sie endet mitten in {{1}}",
  "its sequences are nested more than {{1}} deep":
    "ihre Sequenzen sind tiefer als {{1}} Ebenen verschachtelt",
  "it inflates to too many items for its size": "sie enthält entpackt zu viele Items für ihre Größe",
  "a sequence holds {{1}} where an item should start":
    "in einer Sequenz steht {{1}}, wo ein Item beginnen sollte",
  "it ends inside an item of a sequence": "sie endet mitten in einem Item einer Sequenz",
  "it is truncated: {{1}} bytes of pixels were expected, but there are {{2}}":
    "sie ist abgeschnitten: Erwartet wurden {{1}} Byte Pixeldaten, vorhanden sind {{2}}",
  "it is truncated: its compressed pixels are not terminated":
    "sie ist abgeschnitten: Ihre komprimierten Pixel sind nicht abgeschlossen",
  "its compressed pixels hold {{1}} where a fragment should start":
    "in den komprimierten Pixeln steht {{1}}, wo ein Fragment beginnen sollte",
  "it is truncated: a fragment of {{1}} bytes was expected, but there are {{2}}":
    "sie ist abgeschnitten: Ein Fragment von {{1}} Byte wurde erwartet, vorhanden sind {{2}}",
  "it inflates to more than {{1}}": "sie wird entpackt größer als {{1}}",
  "it ends after its file meta information": "sie endet nach den File-Meta-Informationen",
  "it ends inside its file meta information": "sie endet mitten in den File-Meta-Informationen",
  "it is empty": "sie ist leer",
  "it is text, not DICOM": "sie ist Text, nicht DICOM",
  "it is not DICOM": "sie ist kein DICOM",
  "the decoder for {{1}} could not be loaded ({{2}})": "der Decoder für {{1}} ließ sich nicht laden ({{2}})",
  "its {{1}} data is damaged ({{2}})": "ihre {{1}}-Daten sind beschädigt ({{2}})",
  "the decoder failed": "der Decoder ist gescheitert",
  "its header says {{1}}, but its JPEG 2000 data has {{2}} colour transform":
    "die Farbtransformation ihrer JPEG-2000-Daten passt nicht zu {{1}} im Header",
  "its header says {{1}}, but its JPEG data says RGB": "im Header steht {{1}}, in den JPEG-Daten aber RGB",
  "it has no pixels": "sie hat keine Pixel",
  "it has {{1}} frames, so there is no frame {{2}}": "sie hat {{1}} Frames, also keinen Frame {{2}}",
  "its header says {{1}}, but its pixels have another encoding":
    "im Header steht {{1}}, ihre Pixel sind aber anders kodiert",
  "its pixels are {{1}} x {{2}}, but its header says {{3}} x {{4}}":
    "ihre Pixel sind {{1}} x {{2}}, im Header steht aber {{3}} x {{4}}",
  "its pixels have {{1}} bits; at most 16 are supported":
    "ihre Pixel haben {{1}} Bit; unterstützt werden höchstens 16",
  "its pixels have {{1}} bits, but its header says BitsAllocated {{2}}":
    "ihre Pixel haben {{1}} Bit, im Header steht aber BitsAllocated {{2}}",
  "its colours are subsampled": "ihre Farben sind unterabgetastet",
  "its pixels decompress to {{1}} bytes of {{2}} samples; {{3}} of {{4}} were expected":
    "ihre Pixel ergeben entpackt {{1}} Byte mit {{2}} Kanälen; erwartet wurden {{3}} mit {{4}}",
  "its pixels decompress to {{1}} x {{2}} of {{3}} bits; {{4}} x {{5}} of {{6}} bits were expected":
    "ihre Pixel ergeben entpackt {{1}} x {{2}} mit {{3}} Bit; erwartet wurden {{4}} x {{5}} mit {{6}} Bit",
  "its colours are YBR_FULL_422, but its pixels are {{1}} bytes":
    "ihre Farben sind YBR_FULL_422, ihre Pixel haben aber {{1}} Byte",
  "{{1}} bytes of pixels were expected for {{2}} x {{3}} x {{4}}, but there are {{5}}":
    "für {{2}} x {{3}} x {{4}} wurden {{1}} Byte Pixeldaten erwartet, vorhanden sind {{5}}",
  "{{1}} compressed bytes cannot hold an image of {{2}} x {{3}}":
    "{{1}} komprimierte Byte können kein Bild von {{2}} x {{3}} enthalten",
  "its compressed pixels have {{1}} components; at most 4 are supported":
    "ihre komprimierten Pixel haben {{1}} Komponenten; unterstützt werden höchstens 4",
  "its compressed pixels come in {{1}} scans": "ihre komprimierten Pixel bestehen aus {{1}} Scans",
  "its compressed pixels are cut into {{1}} tiles": "ihre komprimierten Pixel sind in {{1}} Kacheln geteilt",
  "its compressed pixels are cut into {{1}} packets": "ihre komprimierten Pixel sind in {{1}} Pakete geteilt",
  "{{1}} frames were expected, but there are {{2}}": "erwartet wurden {{1}} Frames, vorhanden sind {{2}}",
  "it has two frame headers": "sie hat zwei Frame-Header",
  "it has no frame header": "sie hat keinen Frame-Header",
  "its scan header is not that of a greyscale image": "ihr Scan-Header ist nicht der eines Graustufenbildes",
  "it has a segment of a different kind of JPEG ({{1}})":
    "sie hat ein Segment einer anderen Art von JPEG ({{1}})",
  "it has no scan of one of its components": "ihr fehlt der Scan einer Komponente",
  "it lacks its quantization table": "ihr fehlt die Quantisierungstabelle",
  "its scan header is out of range": "ihr Scan-Header liegt außerhalb des zulässigen Bereichs",
  "it has a scan twice": "sie enthält einen Scan zweimal",
  "it is a 12-bit colour image; greyscale was expected":
    "sie ist ein Farbbild mit 12 Bit; erwartet wurden Graustufen",
  "its frame header states no size": "ihr Frame-Header gibt keine Größe an",
  "its compressed pixels have an invalid Huffman table":
    "ihre komprimierten Pixel haben eine ungültige Huffman-Tabelle",
  "its compressed pixels contain a number of more than 16 bits":
    "ihre komprimierten Pixel enthalten eine Zahl mit mehr als 16 Bit",
  "its compressed pixels contain a code that is in no Huffman table":
    "ihre komprimierten Pixel enthalten einen Code, der in keiner Huffman-Tabelle steht",
  "its compressed pixels lack a restart marker": "ihren komprimierten Pixeln fehlt ein Restart-Marker",
  "its compressed pixels continue past their end": "ihre komprimierten Pixel gehen über ihr Ende hinaus",
  "its compressed pixels end early": "ihre komprimierten Pixel enden zu früh",
  "it has the same component twice": "sie hat dieselbe Komponente zweimal",
  "its frame header is truncated": "ihr Frame-Header ist abgeschnitten",
  "its frame header is out of range": "ihr Frame-Header liegt außerhalb des zulässigen Bereichs",
  "its scan header is truncated": "ihr Scan-Header ist abgeschnitten",
  "it has a scan of an unknown component": "sie hat einen Scan einer unbekannten Komponente",
  "it refers to a missing Huffman table": "sie verweist auf eine fehlende Huffman-Tabelle",
  "its restart interval is not a whole number of rows":
    "ihr Restart-Intervall ist keine ganze Zahl von Zeilen",
  "it holds a value of more than {{1}} bits": "sie enthält einen Wert mit mehr als {{1}} Bit",
  "its compressed pixels run over the last block":
    "ihre komprimierten Pixel gehen über den letzten Block hinaus",
  "its compressed pixels use a Huffman table that is not there":
    "ihre komprimierten Pixel verwenden eine Huffman-Tabelle, die fehlt",
  "its compressed pixels run over the end of a block":
    "ihre komprimierten Pixel gehen über das Ende eines Blocks hinaus",
  "it is truncated: it has no end marker": "sie ist abgeschnitten: Der End-Marker fehlt",
  "it has bytes where a marker should be": "sie enthält Bytes, wo ein Marker stehen sollte",
  "it is truncated inside a segment": "sie ist mitten in einem Segment abgeschnitten",
  "it has no scan": "sie hat keinen Scan",
  "its quantization table is truncated": "ihre Quantisierungstabelle ist abgeschnitten",
  'The pixels of "{{1}}" cannot be read: {{2}}. Convert the series to another transfer syntax.':
    'Die Pixel von "{{1}}" können nicht gelesen werden: {{2, sentence}}. Konvertieren Sie die Serie in eine andere Transfersyntax.',
  "they are {{1}}": "sie sind {{1}}",
  "the transfer syntax {{1}} is unknown": "die Transfersyntax {{1}} ist unbekannt",
  "the header does not say how many rows and columns it has":
    "im Header steht nicht, wie viele Zeilen und Spalten sie hat",
  "it has {{1}} samples per pixel; 1 or 3 are supported":
    "sie hat {{1}} Kanäle pro Pixel; unterstützt werden 1 und 3",
  "it has {{1}} bits allocated; 1, 8, 12, 16 or 32 are supported":
    "sie hat BitsAllocated {{1}}; unterstützt werden 1, 8, 12, 16 und 32",
  "it has 12 bits allocated, which only uncompressed pixels may have":
    "sie hat BitsAllocated 12, was nur bei unkomprimierten Pixeln erlaubt ist",
  "its header contradicts itself ({{1}} bits allocated, {{2}} stored, high bit {{3}})":
    "ihr Header widerspricht sich (BitsAllocated {{1}}, BitsStored {{2}}, HighBit {{3}})",
  "NumberOfFrames is {{1}}": "NumberOfFrames ist {{1}}",
  "it has three samples per pixel and the PhotometricInterpretation {{1}}":
    "sie hat drei Kanäle pro Pixel und die PhotometricInterpretation {{1}}",
  "its colours are {{1}}, which only JPEG 2000 uses": "ihre Farben sind {{1}}, was nur JPEG 2000 verwendet",
  "its colours are {{1}} of {{2}} bits; 8 were expected":
    "ihre Farben sind {{1}} mit {{2}} Bit; erwartet wurden 8",
  "has a RescaleSlope of {{1}}": "hat einen RescaleSlope von {{1}}",
  "has a RescaleSlope of {{1}} and a RescaleIntercept of {{2}}":
    "hat einen RescaleSlope von {{1}} und einen RescaleIntercept von {{2}}",
  "has a ModalityLUTSequence beside a RescaleSlope of {{1}} and a RescaleIntercept of {{2}}":
    "hat eine ModalityLUTSequence neben einem RescaleSlope von {{1}} und einem RescaleIntercept von {{2}}",
  'has a {{1}} of "{{2}}", which is not a number': 'hat für {{1}} den Wert "{{2}}", der keine Zahl ist',
  "has {{1}} modality LUTs": "hat {{1}} Modality-LUTs",
  "has a modality LUT with the LUTDescriptor {{1}} and LUTData of {{2}} words that do not agree":
    "hat eine Modality-LUT, deren LUTDescriptor {{1}} nicht zu LUTData mit {{2}} Wörtern passt",
  "its RLE header is truncated": "ihr RLE-Header ist abgeschnitten",
  "{{1}} RLE segments were expected, but there are {{2}}":
    "erwartet wurden {{1}} RLE-Segmente, vorhanden sind {{2}}",
  "its RLE segments are too short for the image": "ihre RLE-Segmente sind zu kurz für das Bild",
  "its RLE header points outside the frame": "ihr RLE-Header verweist auf eine Stelle außerhalb des Frames",
  "an RLE segment holds {{1}} values; {{2}} were expected":
    "ein RLE-Segment enthält {{1}} Werte; erwartet wurden {{2}}",
  "{{1}} bytes of pixels were expected, but there are {{2}}":
    "erwartet wurden {{1}} Byte Pixeldaten, vorhanden sind {{2}}",
  "integers of 64 bits per pixel are not supported":
    "ganze Zahlen mit 64 Bit pro Pixel werden nicht unterstützt",
  "it is truncated before its first tile": "sie ist vor der ersten Kachel abgeschnitten",
  "it has its tiles out of order": "ihre Kacheln sind nicht in der richtigen Reihenfolge",
  "it lacks a tile": "ihr fehlt eine Kachel",
  "it is truncated": "sie ist abgeschnitten",
  '"{{1}}" cannot be read: there is not enough memory. Close other programs or tabs, or choose a smaller series.':
    '"{{1}}" kann nicht gelesen werden: Der Speicher reicht nicht aus. Schließen Sie andere Programme oder Tabs, oder wählen Sie eine kleinere Serie.',
  '"{{1}}" cannot be read: {{2}}. Copy or download the file again.':
    '"{{1}}" kann nicht gelesen werden: {{2, sentence}}. Kopieren oder laden Sie die Datei erneut.',
  "The series has {{1}} voxels, more than fit into memory. Choose a smaller series ({{2}}).":
    "Die Serie hat {{1}} Voxel, mehr als in den Speicher passen. Wählen Sie eine kleinere Serie ({{2}}).",
  "There is no series {{1}}. Choose one that was found.":
    "Es gibt keine Serie {{1}}. Wählen Sie eine der gefundenen.",
  "There is no series {{1}}. Choose one of: {{2}}.": "Es gibt keine Serie {{1}}. Wählen Sie eine von: {{2}}.",
  "There are {{1}} series. Choose one: {{2}}.": "Es gibt {{1}} Serien. Wählen Sie eine: {{2}}.",
  '"{{1}}" is at a different position from "{{2}}"': '"{{1}}" hat eine andere Position als "{{2}}"',
  '"{{1}}" and "{{2}}" have different {{3}}': '"{{1}}" und "{{2}}" unterscheiden sich ({{3}})',
  "it ends before its pixels": "sie endet vor ihren Pixeln",
  "its NumberOfFrames is {{1}}": "ihre NumberOfFrames ist {{1}}",
  "its {{1}} bytes cannot hold {{2}} frames": "ihre {{1}} Byte können keine {{2}} Frames enthalten",
  "it is truncated: {{1}} bytes of pixels were expected, the whole file has {{2}}":
    "sie ist abgeschnitten: Erwartet wurden {{1}} Byte Pixeldaten, die ganze Datei hat {{2}}",
  "it has pixels of {{1}} frames, but {{2}}": "sie hat Pixel für {{1}} Frames, aber {{2}}",
  "no NumberOfFrames": "keine NumberOfFrames",
  "a NumberOfFrames of {{1}}": "eine NumberOfFrames von {{1}}",
  "it is not a complete ZIP archive": "sie ist kein vollständiges ZIP-Archiv",
  "it is a ZIP64 archive, which is not supported": "sie ist ein ZIP64-Archiv, das nicht unterstützt wird",
  "the list of the ZIP archive is damaged": "das Verzeichnis des ZIP-Archivs ist beschädigt",
  "two files of the ZIP archive overlap": "zwei Dateien des ZIP-Archivs überlappen sich",
  "its files would inflate to more than {{1}} MiB": "ihre Dateien wären entpackt größer als {{1}} MiB",
  "it is encrypted in its ZIP archive": "sie ist im ZIP-Archiv verschlüsselt",
  "its entry in the ZIP archive is damaged": "ihr Eintrag im ZIP-Archiv ist beschädigt",
  "its ZIP archive uses the unsupported compression method {{1}}":
    "ihr ZIP-Archiv verwendet das nicht unterstützte Kompressionsverfahren {{1}}",
  "it is larger than 2 GiB": "sie ist größer als 2 GiB",
  "{{1}} bytes were expected in its ZIP archive, but there are {{2}}":
    "in ihrem ZIP-Archiv wurden {{1}} Byte erwartet, vorhanden sind {{2}}",
  "its checksum differs from the one in the ZIP archive": "ihre Prüfsumme weicht von der im ZIP-Archiv ab",
  "its ZIP archive is damaged ({{1}})": "ihr ZIP-Archiv ist beschädigt ({{1}})",
  "Open the folder or the files of a CT or MR series.":
    "Öffnen Sie den Ordner oder die Dateien einer CT- oder MR-Serie.",
  "There are no files.": "Es sind keine Dateien da.",
  "{{1}} is an empty file.": "{{1}} ist eine leere Datei.",
  "{{1}} is not a DICOM file.": "{{1}} ist keine DICOM-Datei.",
  "{{1}} is a DICOMDIR (the index of a disc) without the images.":
    "{{1}} ist ein DICOMDIR (das Verzeichnis eines Datenträgers) ohne die Bilder.",
  "{{1}} is a DICOM image of modality {{2}}, not a CT or MR slice.":
    "{{1}} ist ein DICOM-Bild der Modalität {{2}}, keine CT- oder MR-Schicht.",
  "{{1}} is a DICOM object but not an image ({{2}}).": "{{1}} ist ein DICOM-Objekt, aber kein Bild ({{2}}).",
  "None of the {{1}} files is a DICOM file.": "Keine der {{1}} Dateien ist eine DICOM-Datei.",
  "None of the {{1}} files is a CT or MR image. The DICOM files among them are: {{2}}.":
    "Keine der {{1}} Dateien ist ein CT- oder MR-Bild. Die DICOM-Dateien darunter sind: {{2}}.",
  '"{{1}}" {{2}}, so its values have no meaning.': '"{{1}}" {{2}}; die Werte haben daher keine Bedeutung.',
  'Frame {{1}} of "{{2}}"': 'Frame {{1}} von "{{2}}"',
  "values in {{1}}": "Werte in {{1}}",
  "an unspecified unit": "einer nicht angegebenen Einheit",
  "no RescaleSlope and RescaleIntercept": "keinen RescaleSlope und RescaleIntercept",
  "a modality LUT": "eine Modality-LUT",
  "slope and intercept": "Slope und Intercept",
  "RescaleSlope and RescaleIntercept": "RescaleSlope und RescaleIntercept",
  "RescaleSlope and no RescaleIntercept": "RescaleSlope und keinen RescaleIntercept",
  "RescaleIntercept and no RescaleSlope": "RescaleIntercept und keinen RescaleSlope",
  "{{1}} has {{2}}, and {{3}} of the same volume has {{4}}, so their values cannot be compared.":
    "{{1}} hat {{2}}, und {{3}} desselben Volumens hat {{4}}. Ihre Werte sind nicht vergleichbar.",
  "{{1}} Load the scanner's original images.": "{{1}} Laden Sie die Originalbilder des Scanners.",
  "{{1}} is a copy of another image and was left out.":
    "{{1}} ist die Kopie eines anderen Bildes und wurde weggelassen.",
  "{{1}} and {{2}} more files are copies of other images and were left out.":
    "{{1}} und {{2}} weitere Dateien sind Kopien anderer Bilder und wurden weggelassen.",
  ", and so do {{1}} more": ", ebenso {{1}} weitere",
  "Different images share a SOP Instance UID ({{1}}{{2}}): all were kept, but a segmentation cannot refer to them one by one.":
    "Verschiedene Bilder haben dieselbe SOP Instance UID ({{1}}{{2}}). Alle wurden behalten, eine Segmentierung kann aber nicht einzeln auf sie verweisen.",
  "Each of the {{1}} slices has its own SeriesInstanceUID: they were read as one series, since everything else agrees.":
    "Jede der {{1}} Schichten hat eine eigene SeriesInstanceUID. Sie wurden als eine Serie gelesen, da alles andere übereinstimmt.",
  '"{{1}}" has no valid {{2}}, so its position in the patient is unknown. Load the scanner\'s original images.':
    '"{{1}}" hat kein gültiges {{2}}; die Lage im Patienten ist unbekannt. Laden Sie die Originalbilder des Scanners.',
  '"{{1}}" is a nuclear medicine image of {{2}} projections or planar views, not a stack of slices. Load the reconstructed slices.':
    '"{{1}}" ist ein nuklearmedizinisches Bild mit {{2}} Projektionen oder planaren Ansichten, kein Schichtstapel. Laden Sie die rekonstruierten Schichten.',
  '"{{1}}" is a mosaic: one image of many slices side by side. Load the slices as separate images.':
    '"{{1}}" ist ein Mosaik: ein Bild aus vielen Schichten nebeneinander. Laden Sie die Schichten als einzelne Bilder.',
  "The images of the series do not form one volume: {{1}}. Load only one of the two.":
    "Die Bilder der Serie bilden kein gemeinsames Volumen: {{1, sentence}}. Laden Sie nur eines von beiden.",
  "{{1}} have {{2}} x {{3}} and {{4}} x {{5}} pixels": "{{1}} haben {{2}} x {{3}} und {{4}} x {{5}} Pixel",
  "{{1}} are oriented differently": "{{1}} sind verschieden ausgerichtet",
  "{{1}} have pixels of {{2}} and {{3}} mm": "{{1}} haben Pixel von {{2}} und {{3}} mm",
  "{{1}} have different FrameOfReferenceUIDs": "{{1}} haben verschiedene FrameOfReferenceUIDs",
  '"{{1}}" and "{{2}}"': '"{{1}}" und "{{2}}"',
  '"{{1}}" has no valid {{2}} ("{{3}}" is not a number), so its position in the patient is unknown. Load the scanner\'s original images.':
    '"{{1}}" hat kein gültiges {{2}} ("{{3}}" ist keine Zahl); die Lage im Patienten ist unbekannt. Laden Sie die Originalbilder des Scanners.',
  "The series has {{1}} volumes, so there is no volume with the index {{2}}. Choose one from 0 to {{3}}.":
    "Die Serie hat {{1}} Volumina, also keines mit dem Index {{2}}. Wählen Sie eines von 0 bis {{3}}.",
  "{{1}} If it is a slice of this series, it is missing from the volume.":
    "{{1}} Falls sie eine Schicht dieser Serie ist, fehlt sie im Volumen.",
  '"{{1}}" is damaged and was left out; it is not a slice.':
    '"{{1}}" ist beschädigt und wurde weggelassen; die Datei ist keine Schicht.',
  " So are {{1}} more files of the series.": " Ebenso {{1}} weitere Dateien der Serie.",
  '"{{1}}" is listed in {{2}}, but it is missing.{{3}} Copy the whole disc.':
    '"{{1}}" ist in {{2}} aufgeführt, fehlt aber.{{3}} Kopieren Sie den ganzen Datenträger.',
  "The series would have {{1}} voxels, more than its {{2}} bytes can hold. Load the scanner's original images ({{3}}).":
    "Die Serie hätte {{1}} Voxel, mehr als ihre {{2}} Byte enthalten können. Laden Sie die Originalbilder des Scanners ({{3}}).",
  "Its slices were acquired interleaved ({{1}}), or belong to {{2}} interleaved scans; the headers do not say which.":
    "Die Schichten wurden verschachtelt aufgenommen ({{1}}), oder sie gehören zu {{2}} verschachtelten Aufnahmen; aus den Headern geht das nicht hervor.",
  '"{{1}}" is a colour image, not a CT or MR slice. Remove it.':
    '"{{1}}" ist ein Farbbild, keine CT- oder MR-Schicht. Entfernen Sie es.',
  "it is not DICOM, though its name says so": "sie ist kein DICOM, obwohl ihr Name es sagt",
  "the file could not be opened ({{1}})": "die Datei ließ sich nicht öffnen ({{1}})",
  '{{1}} of {{2}} images have the same position as another, for example "{{3}}" and "{{4}}"{{5}}.':
    '{{1}} von {{2}} Bildern haben dieselbe Position wie ein anderes, zum Beispiel "{{3}}" und "{{4}}"{{5}}.',
  "The slices are alternately {{1}} mm apart, as if two volumes were interleaved, and nothing in the headers tells the two apart. Load the images of one volume only.":
    "Die Schichtabstände wechseln zwischen {{1}} mm, als wären zwei Volumina verschachtelt, und nichts in den Headern unterscheidet die beiden. Laden Sie nur die Bilder eines Volumens.",
  ": both have the SOP Instance UID {{1}}, but they are different images. Remove the wrong one":
    ": Beide haben die SOP Instance UID {{1}}, sind aber verschiedene Bilder. Entfernen Sie das falsche",
  ": the series holds more than one volume, and none of {{1}} attributes tells them apart, from echo time, b-value and contrast phase to acquisition and content times. Neither InstanceNumber nor the order of files and frames says which volume an image belongs to. Load the images of one volume only":
    ": Die Serie enthält mehr als ein Volumen, und keines von {{1}} Attributen unterscheidet sie, von Echozeit, b-Wert und Kontrastphase bis zu den Aufnahmezeiten. Weder InstanceNumber noch die Reihenfolge von Dateien und Frames zeigt, zu welchem Volumen ein Bild gehört. Laden Sie nur die Bilder eines Volumens",
  "{{1}} to {{2}}": "{{1}} bis {{2}}",
  "Slice {{1}} is missing": "Schicht {{1}} fehlt",
  "Slices {{1}} are missing": "Die Schichten {{1}} fehlen",
  "{{1}}: slices are {{2}} apart, but {{3}} mm between slices {{4}} and {{5}}. Load the whole series.":
    "{{1}}: Der Schichtabstand ist {{2}}, zwischen den Schichten {{4}} und {{5}} aber {{3}} mm. Laden Sie die ganze Serie.",
  "{{1}} slices are missing ({{2}}{{3}}): slices are {{4}} apart, but up to {{5}} mm at the gaps. Load the whole series.":
    "{{1}} Schichten fehlen ({{2}}{{3}}): Der Schichtabstand ist {{4}}, an den Lücken aber bis zu {{5}} mm. Laden Sie die ganze Serie.",
  "The series has no images.": "Die Serie hat keine Bilder.",
  "The gantry was tilted by {{1}} degrees: the slices were shifted within their planes into an upright volume.":
    "Die Gantry war um {{1}} Grad gekippt. Die Schichten wurden in ihren Ebenen zu einem aufrechten Volumen verschoben.",
  "The {{1}} slices are unevenly spaced, {{2}} to {{3}} mm: they were resampled to {{4}} slices, {{5}} mm apart. A segmentation is written for the original slices.":
    "Die {{1}} Schichten haben ungleiche Abstände, {{2}} bis {{3}} mm. Sie wurden auf {{4}} Schichten im Abstand von {{5}} mm umgerechnet. Eine Segmentierung wird für die ursprünglichen Schichten geschrieben.",
  'The series is a single slice of unknown thickness ("{{1}}"). Load the whole series.':
    'Die Serie ist eine einzige Schicht unbekannter Dicke ("{{1}}"). Laden Sie die ganze Serie.',
  "The slices do not form a straight stack: they are shifted sideways by up to {{1}} mm. Load a series of one straight stack.":
    "Die Schichten bilden keinen geraden Stapel: Sie sind um bis zu {{1}} mm seitlich verschoben. Laden Sie eine Serie mit einem geraden Stapel.",
  "The slices are sheared against each other by {{1}} degrees, more than any gantry tilt. Load a series of one straight stack.":
    "Die Schichten sind um {{1}} Grad gegeneinander geschert, mehr als jede Gantrykippung. Laden Sie eine Serie mit einem geraden Stapel.",
  "Not opened: {{1}}.": "Nicht geöffnet: {{1}}.",
  '"{{1}}" has no frame {{2}}. Choose one from 1 to {{3}}.':
    '"{{1}}" hat keinen Frame {{2}}. Wählen Sie einen von 1 bis {{3}}.',
  "a DICOMDIR (the index of a disc)": "ein DICOMDIR (das Verzeichnis eines Datenträgers)",
  "a DICOM object": "ein DICOM-Objekt",
  "a DICOM object of modality {{1}}": "ein DICOM-Objekt der Modalität {{1}}",
  '"{{1}}" is {{2}} without pixels. Choose an image.': '"{{1}}" ist {{2}} ohne Pixel. Wählen Sie ein Bild.',
  "The worker that reads the images stopped ({{1}}). Open the study again.":
    "Der Hintergrundprozess, der die Bilder liest, wurde beendet ({{1}}). Öffnen Sie die Studie erneut.",
  '"{{1}}" could not be opened ({{2}}). Open the study again.':
    '"{{1}}" ließ sich nicht öffnen ({{2}}). Öffnen Sie die Studie erneut.',
} as const;

/** Messages about segments and segmentation objects. In German. */
export const segmentations = {
  "Refining the boundary of {{1}} voxels takes more memory than is available. Refine a smaller part.":
    "Die Grenze von {{1}} Voxeln zu verfeinern braucht mehr Speicher, als verfügbar ist. Verfeinern Sie einen kleineren Teil.",
  "Segments overlap, and one label map cannot hold them. Use toLabelMaps.":
    "Segmente überlappen, und eine Labelmap kann sie nicht aufnehmen. Verwenden Sie toLabelMaps.",
  "Segments overlap, and their instances cannot be numbered together. Export a DICOM-SEG with a segment for each class.":
    "Segmente überlappen, und ihre Instanzen lassen sich nicht gemeinsam nummerieren. Exportieren Sie ein DICOM-SEG mit einem Segment je Klasse.",
  "{{1}} overlapping segments would need too many label maps of {{2}} voxels. Choose a form that allows overlaps (RTSTRUCT, a report or surfaces), or split the object.":
    "{{1}} überlappende Segmente bräuchten zu viele Labelmaps mit {{2}} Voxeln. Wählen Sie eine Form, die Überlappungen erlaubt (RTSTRUCT, einen Bericht oder Oberflächen), oder teilen Sie das Objekt.",
  "is not an RT Structure Set{{1}}. Choose an RTSTRUCT file.":
    "ist kein RT Structure Set{{1}}. Wählen Sie eine RTSTRUCT-Datei.",
  "has no regions of interest. Export it again.": "enthält keine ROI. Exportieren Sie die Datei erneut.",
  "Its regions have numbers that no label can have, so they were renumbered.":
    "Die ROI haben Nummern, die ein Label nicht haben kann. Sie wurden neu nummeriert.",
  'has {{1}} regions of interest; at most 255 can be edited. Split the object, or convert it with "autoseg convert".':
    'enthält {{1}} ROI; höchstens 255 lassen sich bearbeiten. Teilen Sie das Objekt oder wandeln Sie es mit "autoseg convert" um.',
  "it is of another frame of reference": "andere Frame of Reference",
  "it has no contour": "keine Kontur",
  "it lies outside the images": "außerhalb der Bilder",
  "it encloses the centre of no voxel": "umschließt keinen Voxelmittelpunkt",
  "These regions are not shown: {{1}}.": "Diese ROI werden nicht angezeigt: {{1}}.",
  "has no region that can be shown: {{1}}.": "enthält keine ROI, die sich anzeigen lässt: {{1}}.",
  'Some contours of "{{1}}" are not shown: {{2}}.':
    'Einige Konturen von "{{1}}" werden nicht angezeigt: {{2}}.',
  '"{{1}}" extends beyond the images; the part outside is not shown.':
    '"{{1}}" reicht über die Bilder hinaus; der Teil außerhalb wird nicht angezeigt.',
  "{{1}} of single points": "{{1}} aus einzelnen Punkten",
  "{{1}} not closed": "{{1}} nicht geschlossen",
  "{{1}} of fewer than three points": "{{1}} mit weniger als drei Punkten",
  "{{1}} of an unknown type or with damaged coordinates":
    "{{1}} von unbekanntem Typ oder mit beschädigten Koordinaten",
  "{{1}} in another plane than the images": "{{1}} in einer anderen Ebene als die Bilder",
  "{{1}} given twice": "{{1}} doppelt",
  "{{1}} above or below all images": "{{1}} ober- oder unterhalb aller Bilder",
  '"{{1}}" was drawn in planes {{2}} images apart: each image shows the nearest.':
    '"{{1}}" wurde in Ebenen im Abstand von {{2}} Bildern gezeichnet: Jedes Bild zeigt die nächste.',
  '"{{1}}" has no contour on these images between others, and is empty there: {{2}}.':
    '"{{1}}" hat auf diesen Bildern zwischen anderen keine Kontur und ist dort leer: {{2}}.',
  "an algorithmName": "einen algorithmName",
  "an algorithmVersion": "eine algorithmVersion",
  "has a number out of range": "hat eine Nummer außerhalb des zulässigen Bereichs",
  "Use one from 1 to {{1}}.": "Verwenden Sie eine von 1 bis {{1}}.",
  "has the same number as another segment": "hat dieselbe Nummer wie ein anderes Segment",
  "Give each segment its own number.": "Geben Sie jedem Segment eine eigene Nummer.",
  "Segment {{1}}": "Segment {{1}}",
  "The segment {{1}}. {{2}}": "Das Segment {{1}}. {{2}}",
  'Segment {{1}} ("{{2}}") {{3}}. {{4}}': 'Segment {{1}} ("{{2}}") {{3}}. {{4}}',
  "Segment {{1}} {{2}}. {{3}}": "Segment {{1}} {{2}}. {{3}}",
  "has no label": "hat keinen Namen",
  "Enter one.": "Geben Sie einen ein.",
  "has a backslash or a control character in its {{1}}":
    "enthält in {{1}} einen Backslash oder ein Steuerzeichen",
  "Remove it.": "Entfernen Sie es.",
  "has a {{1}} code without a value, scheme or meaning":
    "hat einen Code für {{1}} ohne Wert, Schema oder Bedeutung",
  "Complete it.": "Ergänzen Sie ihn.",
  "has {{1}} of {{2}} characters; DICOM allows {{3}}": "hat {{1}} mit {{2}} Zeichen; DICOM erlaubt {{3}}",
  "Shorten it.": "Kürzen Sie den Text.",
  'It is called "{{1}}" here{{2}}.': 'Es heißt hier "{{1}}"{{2}}.',
  "; the full label is kept in its description": "; der ganze Name steht in der Beschreibung",
  "The review in the file is damaged. All findings are to be reviewed again.":
    "Die Beurteilung in der Datei ist beschädigt. Alle Befunde sind neu zu beurteilen.",
  "The text is shortened.": "Der Text ist gekürzt.",
  'The code is kept as ({{1}}, {{2}}, "{{3}}").': 'Der Code wird als ({{1}}, {{2}}, "{{3}}") geführt.',
  'The {{1}} "{{2}}" is longer than 64 characters or contains a backslash. Change it.':
    '{{1}} "{{2}}" hat mehr als 64 Zeichen oder enthält einen Backslash. Ändern Sie den Text.',
  '"{{1}}" lies only on slices between the images, but a contour must lie in the plane of an image. Draw it on an image as well.':
    '"{{1}}" liegt nur auf Schichten zwischen den Bildern, eine Kontur muss aber in der Ebene eines Bildes liegen. Zeichnen Sie das Segment auch auf einem Bild.',
  "it was made for the study {{1}}, but the open series belongs to {{2}}":
    "sie gehört zur Studie {{1}}, die offene Serie aber zu {{2}}",
  "its frame of reference is {{1}}, but that of the open series is {{2}}":
    "ihre Frame of Reference ist {{1}}, die der offenen Serie aber {{2}}",
  "it refers to none of the open series' images": "sie verweist auf kein Bild der offenen Serie",
  "It does not name the images it was drawn on; it is placed on this volume{{1}} by position alone.":
    "Die Bilder, auf denen sie gezeichnet wurde, sind nicht genannt; sie liegt nur nach ihrer Position auf diesem Volumen{{1}}.",
  "It names a whole multi-frame image, not the frames it was drawn on; it is placed on this volume{{1}} by position alone.":
    "Genannt ist ein ganzes Multiframe-Bild, nicht die Frames, auf denen sie gezeichnet wurde; sie liegt nur nach ihrer Position auf diesem Volumen{{1}}.",
  "It was drawn on other images, none of which is in this volume{{1}}{{2}}: it is placed by position, and grey values are measured here.":
    "Sie wurde auf anderen Bildern gezeichnet, von denen keines in diesem Volumen{{1}} liegt{{2}}. Sie liegt nach ihrer Position; Grauwerte werden hier gemessen.",
  "It was drawn on {{1}} images of this volume{{2}} and on {{3}} others: grey values are measured in this volume alone.":
    "Sie wurde auf {{1}} Bildern dieses Volumens{{2}} und auf {{3}} anderen gezeichnet. Grauwerte werden nur in diesem Volumen gemessen.",
  ", but in the series {{1}}": ", sondern in der Serie {{1}}",
  ", but in {{1}} other series": ", sondern in {{1}} anderen Serien",
  '"{{1}}" is a segmentation of other images: {{2}}. Open the series it was made for.':
    '"{{1}}" ist eine Segmentierung anderer Bilder: {{2, sentence}}. Öffnen Sie die Serie, für die sie gemacht wurde.',
  "The label map has no segments, and a DICOM segmentation needs at least one. Add a segment.":
    "Die Labelmap hat keine Segmente, eine DICOM-Segmentierung braucht mindestens eines. Fügen Sie eines hinzu.",
  '"{{1}}" lies only on slices between the images, but a segmentation has a frame for each image. Draw it on an image as well.':
    '"{{1}}" liegt nur auf Schichten zwischen den Bildern, eine Segmentierung hat aber je Bild einen Frame. Zeichnen Sie das Segment auch auf einem Bild.',
  "Slice {{1}} holds the label {{2}}, but no segment has that number. Add the segment, or clear those voxels.":
    "Schicht {{1}} enthält das Label {{2}}, aber kein Segment hat diese Nummer. Fügen Sie das Segment hinzu oder löschen Sie diese Voxel.",
  "their corners lie {{1}} mm apart": "ihre Ecken liegen {{1}} mm auseinander",
  "it has {{1}} voxels, the series {{2}}": "es hat {{1}} Voxel, die Serie {{2}}",
  "The segments do not lie on the grid of the source series: {{1}}. Resample them to the series first.":
    "Die Segmente liegen nicht auf dem Gitter der Serie: {{1, sentence}}. Rechnen Sie sie zuerst auf die Serie um.",
  '"{{1}}" {{2}}': '"{{1}}" {{2}}',
  "is invalid: its frame {{1}} holds the value {{2}}, which no segment describes. Export it again.":
    "ist ungültig: Frame {{1}} enthält den Wert {{2}}, den kein Segment beschreibt. Exportieren Sie die Datei erneut.",
  "in its frame {{1}}": "in Frame {{1}}",
  "it has voxels outside the open series, {{1}}": "sie hat Voxel außerhalb der offenen Serie, {{1}}",
  "has no pixels. Export it again.": "hat keine Pixel. Exportieren Sie die Datei erneut.",
  "is compressed, which readDicomSegExactly does not support. Use readDicomSeg.":
    "ist komprimiert, was readDicomSegExactly nicht unterstützt. Verwenden Sie readDicomSeg.",
  "is truncated: its {{1}} frames need {{2}} bytes of pixels, but there are {{3}}. Copy it again.":
    "ist abgeschnitten: Die {{1}} Frames brauchen {{2}} Byte Pixeldaten, vorhanden sind {{3}}. Kopieren Sie die Datei erneut.",
  '"{{1}}" would decode to {{2}} bytes, more than its {{3}} bytes can hold. Decompress it with another program first.':
    '"{{1}}" ergäbe entpackt {{2}} Byte, mehr als die {{3}} Byte der Datei enthalten können. Entpacken Sie die Datei zuerst mit einem anderen Programm.',
  "is invalid: its frames {{1}} and {{2}} show the same segment at the same position. Export it again.":
    "ist ungültig: Die Frames {{1}} und {{2}} zeigen dasselbe Segment an derselben Position. Exportieren Sie die Datei erneut.",
  '"{{1}}" does not state the position of its frame {{2}}. Export it again.':
    '"{{1}}" nennt die Position von Frame {{2}} nicht. Exportieren Sie die Datei erneut.',
  '"{{1}}" could not be read: the worker that reads it stopped ({{2}}). Open it again.':
    '"{{1}}" ließ sich nicht lesen: Der Hintergrundprozess wurde beendet ({{2}}). Öffnen Sie die Datei erneut.',
  '"{{1}}" (largest {{2}} %)': '"{{1}}" (höchstens {{2}} %)',
  '"{{1}}" ({{2}} voxels of {{3}})': '"{{1}}" ({{2}} von {{3}} Voxeln)',
  "Its segments are fractional: voxels of one half or more belong to them.":
    "Die Segmente sind anteilig (FRACTIONAL): Voxel ab einem Anteil von einhalb gehören dazu.",
  "These segments are empty, since none of their voxels reaches one half: {{1}}.":
    "Diese Segmente sind leer, da keines ihrer Voxel einhalb erreicht: {{1}}.",
  "The volume of these segments changes: {{1}}.": "Das Volumen dieser Segmente ändert sich: {{1}}.",
  '"{{1}}" ({{2}} ml, then 0)': '"{{1}}" ({{2}} ml, dann 0)',
  '"{{1}}" ({{2}} ml, then {{3}} ml)': '"{{1}}" ({{2}} ml, dann {{3}} ml)',
  "These segments have no voxel on the series: {{1}}.":
    "Diese Segmente haben kein Voxel auf der Serie: {{1}}.",
  "These segments have a different volume on the series: {{1}}.":
    "Diese Segmente haben auf der Serie ein anderes Volumen: {{1}}.",
  "Segments in several label maps may overlap, and a LABELMAP object cannot hold overlapping segments. Write them as BINARY.":
    "Segmente in mehreren Labelmaps können sich überlappen, ein LABELMAP-Objekt kann das nicht abbilden. Schreiben Sie sie als BINARY.",
  "is invalid: its frame {{1}} overlaps another. Export it again.":
    "ist ungültig: Frame {{1}} überlappt einen anderen. Exportieren Sie die Datei erneut.",
  '"{{1}}" would need far more voxels than its {{2}} bytes can hold: its segments overlap, or its frames lie too far apart. Split the object, or export it again.':
    '"{{1}}" bräuchte weit mehr Voxel, als die {{2}} Byte enthalten können: Segmente überlappen sich, oder Frames liegen zu weit auseinander. Teilen Sie das Objekt oder exportieren Sie es erneut.',
  "{{1}}, so it cannot be resampled to the open series.":
    "{{1}} und lässt sich daher nicht auf die offene Serie umrechnen.",
  "does not state the position of its frames": "nennt die Position der Frames nicht",
  "has frames with different directions or spacings":
    "hat Frames mit verschiedenen Richtungen oder Abständen",
  "has frames at uneven distances": "hat Frames in ungleichen Abständen",
  "has frames too far apart": "hat zu weit auseinander liegende Frames",
  "is not a DICOM segmentation{{1}}. Choose a DICOM-SEG file.":
    "ist keine DICOM-Segmentierung{{1}}. Wählen Sie eine DICOM-SEG-Datei.",
  " but an object of modality {{1}}": ", sondern ein Objekt der Modalität {{1}}",
  "has the SegmentationType {{1}}; only BINARY, FRACTIONAL and LABELMAP can be read.":
    "hat den SegmentationType {{1}}; lesbar sind nur BINARY, FRACTIONAL und LABELMAP.",
  "does not state the size of its frames (Rows, Columns). Export it again.":
    "nennt die Größe der Frames nicht (Rows, Columns). Exportieren Sie die Datei erneut.",
  "has {{1}} bits per pixel; {{2}} were expected. Export it again.":
    "hat {{1}} Bit pro Pixel; erwartet wurden {{2}}. Exportieren Sie die Datei erneut.",
  "no segment": "kein Segment",
  "segment {{1}}, which is not described": "Segment {{1}}, das nicht beschrieben ist",
  "is invalid: its frame {{1}} refers to {{2}}. Export it again.":
    "ist ungültig: Frame {{1}} verweist auf {{2}}. Exportieren Sie die Datei erneut.",
  "describes no segments. Export it again.": "beschreibt keine Segmente. Exportieren Sie die Datei erneut.",
  "is invalid: it has two segments with the number {{1}}. Export it again.":
    "ist ungültig: Zwei Segmente haben die Nummer {{1}}. Exportieren Sie die Datei erneut.",
  'is invalid: its segment "{{1}}" has no number. Export it again.':
    'ist ungültig: Das Segment "{{1}}" hat keine Nummer. Exportieren Sie die Datei erneut.',
  "is invalid: it states {{1}} frames but describes {{2}}. Export it again.":
    "ist ungültig: Angegeben sind {{1}} Frames, beschrieben {{2}}. Exportieren Sie die Datei erneut.",
  "is invalid: its frame {{1}} {{2}}": "ist ungültig: Frame {{1}} {{2}}",
  "is invalid: its frame {{1}} has a PixelSpacing of {{2}} mm. Export it again.":
    "ist ungültig: Frame {{1}} hat ein PixelSpacing von {{2}} mm. Exportieren Sie die Datei erneut.",
  "is invalid: its frame {{1}} has an ImageOrientationPatient that is not two perpendicular directions. Export it again.":
    "ist ungültig: Die ImageOrientationPatient von Frame {{1}} besteht nicht aus zwei senkrechten Richtungen. Exportieren Sie die Datei erneut.",
  "has a {{1}} that is not {{2}} numbers in millimetres ({{3}}). Export it again.":
    "hat ein {{1}}, das nicht aus {{2}} Zahlen in Millimetern besteht ({{3}}). Exportieren Sie die Datei erneut.",
  "Its frames match the images of the tilted gantry. They were shifted with the images into the upright volume, by whole voxels.":
    "Die Frames passen zu den Bildern der gekippten Gantry. Sie wurden mit ihnen um ganze Voxel in das aufrechte Volumen verschoben.",
  "none of its voxels lies in the open series": "keines ihrer Voxel liegt in der offenen Serie",
  "Its own voxels are finer than the series': volumes and diameters are measured on them.":
    "Ihre Voxel sind feiner als die der Serie: Volumina und Durchmesser werden darauf gemessen.",
  "Its voxels are not those of the series: they were resampled to the nearest, {{1}}.":
    "Ihre Voxel sind nicht die der Serie: Sie wurden auf die jeweils nächsten umgerechnet, {{1}}.",
  "It extends beyond the series; the part outside is not shown.":
    "Sie reicht über die Serie hinaus; der Teil außerhalb wird nicht angezeigt.",
  "has frames that do not form a regular stack. Export it again.":
    "hat Frames, die keinen regelmäßigen Stapel bilden. Exportieren Sie die Datei erneut.",
  "from {{1}} mm to {{2}} mm": "von {{1}} mm auf {{2}} mm",
  "it refers to none of the open volume's images": "sie verweist auf kein Bild des offenen Volumens",
  "cannot be read voxel for voxel. {{1}} Use readDicomSeg.":
    "lässt sich nicht Voxel für Voxel lesen. {{1}} Verwenden Sie readDicomSeg.",
  '"{{1}}" has segments that overlap ({{2}} with others), but a label map holds one segment per voxel. Open it as several label maps.':
    '"{{1}}" hat überlappende Segmente ({{2}} mit anderen), eine Labelmap hat aber ein Segment pro Voxel. Öffnen Sie die Datei als mehrere Labelmaps.',
  'has segment numbers up to {{1}}; only numbers up to 255 can be edited. Split the object, or convert it with "autoseg convert".':
    'hat Segmentnummern bis {{1}}; bearbeiten lassen sich nur Nummern bis 255. Teilen Sie das Objekt oder konvertieren Sie es mit "autoseg convert".',
  "Only a LABELMAP can have a palette. Write a LABELMAP, or leave out the palette.":
    "Nur eine LABELMAP kann eine Palette haben. Schreiben Sie eine LABELMAP oder lassen Sie die Palette weg.",
  "There are no segments, and a DICOM segmentation needs at least one. Add a segment.":
    "Es gibt keine Segmente, eine DICOM-Segmentierung braucht mindestens eines. Fügen Sie eines hinzu.",
  'Segment "{{1}}" has {{2}} fractions, but its grid has {{3}} voxels.':
    'Das Segment "{{1}}" hat {{2}} Anteile, sein Gitter aber {{3}} Voxel.',
  "{{1}} frames of {{2}} x {{3}} are more than the 4 GiB that one object can hold. Write fewer segments at a time.":
    "{{1}} Frames von {{2}} x {{3}} sind mehr als die 4 GiB, die ein Objekt enthalten kann. Schreiben Sie weniger Segmente auf einmal.",
  "RLE cannot hold pixels of one bit (PS3.5 8.2.2), which BINARY objects have. Write it deflated, or as a LABELMAP.":
    "RLE kann keine Pixel mit einem Bit enthalten (PS3.5 8.2.2), wie BINARY-Objekte sie haben. Schreiben Sie das Objekt mit Deflate oder als LABELMAP.",
  'The content label "{{1}}" must be 1 to 16 characters from A to Z, 0 to 9, space and underscore.':
    'Das ContentLabel "{{1}}" muss aus 1 bis 16 Zeichen von A bis Z, 0 bis 9, Leerzeichen und Unterstrich bestehen.',
  "The segmentation was not written, since it would break the DICOM standard: {{1}}. Change what it describes.":
    "Die Segmentierung wurde nicht geschrieben, da sie den DICOM-Standard verletzen würde: {{1, sentence}}. Ändern Sie die genannte Angabe.",
} as const;

/** Messages about grids, edits, workers and viewports. In German. */
export const program = {
  "A grid needs at least one voxel along each axis; found {{1}}.":
    "Ein Gitter braucht entlang jeder Achse mindestens ein Voxel; gefunden: {{1}}.",
  "Voxel spacings must be positive; found {{1}} mm.":
    "Voxelabstände müssen positiv sein; gefunden: {{1}} mm.",
  "The grid's origin must be three finite numbers; found {{1}}.":
    "Der Ursprung des Gitters muss aus drei endlichen Zahlen bestehen; gefunden: {{1}}.",
  "A direction must have length 1; found ({{1}}).":
    "Eine Richtung muss die Länge 1 haben; gefunden: ({{1}}).",
  "The grid's axes must be perpendicular to each other.":
    "Die Achsen des Gitters müssen senkrecht zueinander sein.",
  "A grid of {{1}} has {{2}} voxels, but {{3}} values were given.":
    "Ein Gitter von {{1}} hat {{2}} Voxel, angegeben wurden aber {{3}} Werte.",
  "{{1}} voxels of {{2}} ({{3}} values)": "{{1}} Voxel von {{2}} ({{3}} Werte)",
  "Only masks on the same grid can be compared; found {{1}} and {{2}}. Resample one onto the other's grid.":
    "Nur Masken auf demselben Gitter lassen sich vergleichen; gefunden: {{1}} und {{2}}. Rechnen Sie eine auf das Gitter der anderen um.",
  "The {{1}} segments are each scattered over the whole image, which would take too much memory. Write them as NIfTI or NRRD, or write fewer of them.":
    "Die {{1}} Segmente sind jeweils über das ganze Bild verstreut, was zu viel Speicher bräuchte. Schreiben Sie sie als NIfTI oder NRRD, oder weniger davon.",
  "it could not be loaded": "er ließ sich nicht laden",
  "its answer could not be received": "seine Antwort ließ sich nicht empfangen",
  "it was ended": "er wurde beendet",
  "it could not receive a message": "er konnte eine Nachricht nicht empfangen",
  "Limits of agreement need at least two finite differences; found {{1}}.":
    "Übereinstimmungsgrenzen brauchen mindestens zwei endliche Differenzen; gefunden: {{1}}.",
  "A mean needs at least one value, and all must be finite; found {{1}}.":
    "Ein Mittelwert braucht mindestens einen Wert, und alle müssen endlich sein; gefunden: {{1}}.",
  "The segmentations cannot be compared: their grids of {{1}} and {{2}} voxels are not the same. Open a reference that was drawn on the same series.":
    "Die Segmentierungen lassen sich nicht vergleichen: Ihre Gitter mit {{1}} und {{2}} Voxeln sind nicht gleich. Öffnen Sie eine Referenz, die auf derselben Serie gezeichnet wurde.",
  "A paired test needs lists of equal length; found {{1}} and {{2}} values.":
    "Ein gepaarter Test braucht gleich lange Listen; gefunden: {{1}} und {{2}} Werte.",
  "A contour needs at least three points; found {{1}}.":
    "Eine Kontur braucht mindestens drei Punkte; gefunden: {{1}}.",
  "A contour must lie in one slice of the images; this one spans {{1}} slices. Draw it on the slices of this series.":
    "Eine Kontur muss in einer Schicht der Bilder liegen; diese reicht über {{1}} Schichten. Zeichnen Sie sie auf den Schichten dieser Serie.",
  "This operation needs the image, and none was given. Pass the image's voxels with the labels.":
    "Diese Operation braucht das Bild, und keines wurde übergeben. Übergeben Sie die Voxel des Bildes mit den Labels.",
  "The voxel ({{1}}) is outside the editable region. Choose a point inside it.":
    "Das Voxel ({{1}}) liegt außerhalb des änderbaren Bereichs. Wählen Sie einen Punkt darin.",
  "Growing from seeds needs seeds of at least two labels. Paint some background as well.":
    "Zum Wachsen braucht es Markierungen von mindestens zwei Labels. Markieren Sie auch etwas Hintergrund.",
  "The segment has no voxel at ({{1}}). Choose a point inside the island.":
    "Das Segment hat kein Voxel bei ({{1}}). Wählen Sie einen Punkt in der Insel.",
  "The other label map does not cover the voxels that it is combined with. Use one of the same series.":
    "Die andere Labelmap deckt die Voxel nicht ab, mit denen sie verknüpft wird. Verwenden Sie eine derselben Serie.",
  "{{1}} must be a finite number of millimetres; found {{2}}.":
    "{{1}} muss eine endliche Zahl in Millimetern sein; gefunden: {{2}}.",
  "reachMm must be above 0 mm; found {{1}}.": "reachMm muss über 0 mm liegen; gefunden: {{1}}.",
  "The segment and its surroundings span {{1}} voxels; at most {{2}} can be refined at once. Limit the change to a slice or a region.":
    "Das Segment und seine Umgebung umfassen {{1}} Voxel; höchstens {{2}} lassen sich auf einmal verfeinern. Beschränken Sie die Änderung auf eine Schicht oder einen Bereich.",
  "The strokes and their surroundings span {{1}} voxels; a repair can take at most {{2}}. Repair one place at a time.":
    "Die Markierungen und ihre Umgebung umfassen {{1}} Voxel; eine Korrektur fasst höchstens {{2}}. Korrigieren Sie eine Stelle nach der anderen.",
  "{{1}} must be at least 0 mm; found {{2}}.": "{{1}} muss mindestens 0 mm sein; gefunden: {{2}}.",
  "The segment has no voxel at ({{1}}, {{2}}, {{3}}). Choose a point inside the part to be split.":
    "Das Segment hat kein Voxel bei ({{1}}, {{2}}, {{3}}). Wählen Sie einen Punkt in dem Teil, der geteilt werden soll.",
  "There {{1}} to split from, but {{2}} parts were asked for. Mark a point in each part.":
    "Zum Teilen in {{2}} Teile fehlen Punkte. Markieren Sie in jedem Teil einen Punkt.",
  "Voxel {{1}} of a stroke is outside the grid.": "Voxel {{1}} eines Strichs liegt außerhalb des Gitters.",
  "The labels to compare have {{1}} and {{2}} voxels. They must be on the same grid.":
    "Die zu vergleichenden Labels haben {{1}} und {{2}} Voxel. Sie müssen auf demselben Gitter liegen.",
  "All findings were rejected. There is nothing to export.":
    "Alle Befunde wurden abgelehnt. Es gibt nichts zu exportieren.",
  "Another study was opened meanwhile.": "Inzwischen wurde eine andere Studie geöffnet.",
  "The open study stays.": "Die geöffnete Studie bleibt.",
  "The browser's database did not answer within {{1}} s. Export your work, then reload the page.":
    "Die Datenbank des Browsers hat innerhalb von {{1}} s nicht geantwortet. Exportieren Sie Ihre Arbeit und laden Sie die Seite neu.",
  "A segmentation holds at most 255 segments. Delete one, or merge two, before you add another.":
    "Eine Segmentierung enthält höchstens 255 Segmente. Löschen Sie eines oder führen Sie zwei zusammen, bevor Sie ein weiteres hinzufügen.",
  'The segment "{{1}}" is locked or hidden. Unlock and show it before you delete it.':
    'Das Segment "{{1}}" ist gesperrt oder ausgeblendet. Entsperren Sie es und blenden Sie es ein, bevor Sie es löschen.',
  "There is no segment {{1}}. Choose one of: {{2}}.":
    "Es gibt kein Segment {{1}}. Wählen Sie eines von: {{2}}.",
  "{{1}} (of {{2}} of {{3}} images)": "{{1}} (bei {{2}} von {{3}} Bildern)",
  "PatientID and PatientName": "PatientID und PatientName",
  "Cornerstone's metadata lacks {{1}}, which the segmentation needs to refer to its images and patient. Register a metadata provider that has them, or pass the series as `source`, read from its files with readSeries.":
    "In den Metadaten von Cornerstone fehlt {{1}}, was die Segmentierung braucht, um auf Bilder und Patient zu verweisen. Registrieren Sie einen Metadata-Provider dafür, oder übergeben Sie die Serie als `source`, mit readSeries aus ihren Dateien gelesen.",
  'A preferences file has "format": "{{1}}"; this one does not. Choose a file that was exported here.':
    'Eine Datei mit Einstellungen enthält "format": "{{1}}"; diese nicht. Wählen Sie eine Datei, die hier exportiert wurde.',
  "These preferences are of version {{1}}; this program reads version {{2}}. Export them again with this program.":
    "Diese Einstellungen haben die Version {{1}}; dieses Programm liest Version {{2}}. Exportieren Sie sie erneut mit diesem Programm.",
  "The preferences cannot be used: at {{1}}, {{2}} was expected, but {{3}} was found. Nothing was changed. Correct the file, or export it again.":
    "Die Einstellungen lassen sich nicht verwenden: Bei {{1}} wurde {{2}} erwartet, aber {{3}} gefunden. Es wurde nichts geändert. Korrigieren Sie die Datei, oder exportieren Sie sie erneut.",
  "The preferences cannot be used: {{1}} have the same key, {{2}}. Nothing was changed. Correct the file, or export it again.":
    "Die Einstellungen lassen sich nicht verwenden: {{1}} haben dieselbe Taste, {{2}}. Es wurde nichts geändert. Korrigieren Sie die Datei, oder exportieren Sie sie erneut.",
  "The pane shows no volume yet.": "Die Ansicht zeigt noch kein Volumen.",
  "This browser offers no WebGL 2, which the images need. Turn on hardware acceleration or use a current Chrome, Edge or Firefox.":
    "Dieser Browser bietet kein WebGL 2, das die Bilder brauchen. Schalten Sie die Hardwarebeschleunigung ein, oder verwenden Sie ein aktuelles Chrome, Edge oder Firefox.",
  "{{1}} could not be fetched (HTTP {{2}}). Reload the page.":
    "{{1}} ließ sich nicht laden (HTTP {{2}}). Laden Sie die Seite neu.",
  "The viewer could not start, so the study cannot be shown.":
    "Der Viewer konnte nicht starten; die Studie lässt sich nicht anzeigen.",
} as const;

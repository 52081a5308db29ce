/** Messages about the host application, its viewports and its assets. In German. */
export const hosts = {
  "Copy the assets there with npx cornerstone-autoseg copy-assets FOLDER, or give the option assets the addresses of the folders that have them.":
    "Kopieren Sie die Assets mit npx cornerstone-autoseg copy-assets ORDNER dorthin, oder nennen Sie in der Option assets die Adressen der Ordner, in denen sie liegen.",
  "a page instead": "stattdessen eine Seite",
  "The library's file {{1}} could not be loaded ({{2}}). {{3}}":
    "Die Datei {{1}} der Bibliothek ließ sich nicht laden ({{2}}). {{3}}",
  "The page's Content-Security-Policy forbids the library's web workers. Add worker-src 'self' to the header.":
    "Die Content-Security-Policy der Seite verbietet die Web-Worker der Bibliothek. Fügen Sie worker-src 'self' zum Header hinzu.",
  "The Content-Security-Policy forbids WebAssembly. Add 'wasm-unsafe-eval' to script-src in the headers of the page and of the workers' scripts.":
    "Die Content-Security-Policy verbietet WebAssembly. Fügen Sie 'wasm-unsafe-eval' zu script-src hinzu, in den Headern der Seite und der Worker-Skripte.",
  "The application has {{1}}; the extension needs @cornerstonejs/core and @cornerstonejs/tools of one version, {{2}}. Install such a version of both.":
    "Die Anwendung hat {{1}}; die Erweiterung braucht @cornerstonejs/core und @cornerstonejs/tools in derselben Version, {{2}}. Installieren Sie beide in einer solchen Version.",
  "of an unknown version": "in unbekannter Version",
  "Cornerstone3D is in this page twice: the application's viewports belong to another copy than the one that the extension imports. Bundle both together with one @cornerstonejs/core (npm ls @cornerstonejs/core; npm dedupe; resolve.dedupe or resolve.alias of the bundler).":
    "Cornerstone3D ist zweimal auf dieser Seite: Die Viewports der Anwendung gehören zu einer anderen Kopie als der, die die Erweiterung importiert. Bündeln Sie beide mit einem einzigen @cornerstonejs/core (npm ls @cornerstonejs/core; npm dedupe; resolve.dedupe oder resolve.alias des Bundlers).",
  "two copies of @cornerstonejs/core": "zwei Kopien von @cornerstonejs/core",
  "The segmentation of {{1}} was not exported, and the viewports now show {{2}}.":
    "Die Segmentierung ({{1}}) wurde nicht exportiert, und die Viewports zeigen jetzt {{2}}.",
  "The segmentation of {{1}} was not exported, and another one is to be opened.":
    "Die Segmentierung ({{1}}) wurde nicht exportiert, und eine andere soll geöffnet werden.",
  "{{1}} Export it, or discard it with close().":
    "{{1}} Exportieren Sie sie, oder verwerfen Sie sie mit close().",
  'The segmentation "{{1}}" labels {{2}} of {{3}} images of this series, pixel by pixel. Open one that was made for the whole series.':
    'Die Segmentierung "{{1}}" umfasst {{2}} von {{3}} Bildern dieser Serie, Pixel für Pixel. Öffnen Sie eine, die für die ganze Serie gemacht wurde.',
  'The segmentation "{{1}}" is not a labelmap. Convert it to one in the application first.':
    'Die Segmentierung "{{1}}" ist keine Labelmap. Wandeln Sie sie zuerst in der Anwendung in eine um.',
  'The application has no segmentation "{{1}}". It has {{2}}.':
    'Die Anwendung hat keine Segmentierung "{{1}}". Vorhanden: {{2}}.',
  'The segmentation "{{1}}" is open in another session of this page. Close it there first.':
    'Die Segmentierung "{{1}}" ist in einer anderen Sitzung dieser Seite geöffnet. Schließen Sie sie zuerst dort.',
  'The segments of "{{1}}" may overlap, but each voxel can belong to only one segment here. The segmentation was not opened.':
    'Die Segmente von "{{1}}" können sich überlappen, hier kann ein Voxel aber nur zu einem Segment gehören. Die Segmentierung wurde nicht geöffnet.',
  'The segmentation "{{1}}" holds the label {{2}}, but segment numbers end at 255 here. The segmentation was not opened.':
    'Die Segmentierung "{{1}}" enthält das Label {{2}}, hier reichen die Segmentnummern aber nur bis 255. Die Segmentierung wurde nicht geöffnet.',
  'The viewport "{{1}}" of {{2}} shows no series yet.':
    'Der Viewport "{{1}}" ({{2}}) zeigt noch keine Serie.',
  'No viewport of {{1}} shows the volume "{{2}}"; they show {{3}}. Show it, or choose another.':
    'Kein Viewport ({{1}}) zeigt das Volumen "{{2}}"; angezeigt: {{3}}. Zeigen Sie es an, oder wählen Sie ein anderes.',
  "No viewport of {{1}} shows the series {{2}}; they show {{3}}. Show it, or choose another.":
    "Kein Viewport ({{1}}) zeigt die Serie {{2}}; angezeigt: {{3}}. Zeigen Sie sie an, oder wählen Sie eine andere.",
  "The viewports of {{1}} show {{2}} volumes ({{3}}). Choose one with volumeId or seriesInstanceUID.":
    "Die Viewports ({{1}}) zeigen {{2}} Volumina ({{3}}). Wählen Sie eines mit volumeId oder seriesInstanceUID.",
  "Cornerstone3D is not initialised in this page. Call init() of @cornerstonejs/core and of @cornerstonejs/tools, from the same copies of the packages that this extension imports.":
    "Cornerstone3D ist auf dieser Seite nicht initialisiert. Rufen Sie init() von @cornerstonejs/core und @cornerstonejs/tools auf, aus denselben Kopien der Pakete, die diese Erweiterung importiert.",
  'There is no rendering engine "{{1}}". Create it and its viewports{{2}}.':
    'Es gibt keine Rendering-Engine "{{1}}". Erzeugen Sie sie und ihre Viewports{{2}}.',
  ", or name the one there is: {{1}}": ", oder nennen Sie die vorhandene: {{1}}",
  " before you use the extension": ", bevor Sie die Erweiterung verwenden",
  "There is no tool group {{1}}. Create it and add the viewports to it, or leave toolGroupId out to work in all viewports.":
    "Es gibt keine Tool-Group {{1}}. Erzeugen Sie sie und fügen Sie die Viewports hinzu, oder lassen Sie toolGroupId weg, um in allen Viewports zu arbeiten.",
  "No viewport of {{1}} shows a volume or a stack of images. Show a series in an orthographic or stack viewport first.":
    "Kein Viewport ({{1}}) zeigt ein Volumen oder einen Bildstapel. Zeigen Sie zuerst eine Serie in einem orthografischen oder Stack-Viewport an.",
  "the tool group{{1}} {{2}} in {{3}}": "Tool-Group {{2}} in {{3}}",
  "a stack of {{1}} images": "ein Stapel von {{1}} Bildern",
  "Image {{1}} of {{2}} of {{3}} could not be loaded": "Bild {{1}} von {{2}} ({{3}}) ließ sich nicht laden",
  "There are no images in {{1}}": "Keine Bilder vorhanden ({{1}})",
  "The source is the series {{1}}, but {{2}} shows the series {{3}}. Read the files of the series on screen.":
    "Die Quelle ist die Serie {{1}}, angezeigt ({{2}}) wird aber die Serie {{3}}. Lesen Sie die Dateien der angezeigten Serie.",
  "Image {{1}} of {{2}} of {{3}} is not loaded": "Bild {{1}} von {{2}} ({{3}}) ist nicht geladen",
  "the stack": "Bildstapel",
  'the volume "{{1}}"': 'Volumen "{{1}}"',
  "{{1}}. Wait until all of its images are loaded, or load it again.":
    "{{1}}. Warten Sie, bis alle Bilder geladen sind, oder laden Sie es erneut.",
  "This OHIF has Cornerstone3D {{1}}; the AI segmentation needs 5.6 or newer. Install OHIF 3.13 or newer.":
    "Dieses OHIF hat Cornerstone3D {{1}}; die KI-Segmentierung braucht 5.6 oder neuer. Installieren Sie OHIF 3.13 oder neuer.",
  "{{1}} did not store the segmentation: {{2}}. Try again, or export it as a file.":
    "{{1}} hat die Segmentierung nicht gespeichert: {{2, sentence}}. Versuchen Sie es erneut, oder exportieren Sie sie als Datei.",
  "the study has no series {{1}} afterwards": "die Studie hat danach keine Serie {{1}}",
} as const;

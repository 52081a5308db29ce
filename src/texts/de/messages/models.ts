/** Messages about models, runs and execution providers. In German. */
export const models = {
  'The model "{{1}}" takes one series per patient. Leave out {{2}}.':
    'Das Modell "{{1}}" sieht von jedem Patienten eine Serie. Lassen Sie {{2}} weg.',
  'The model "{{1}}" needs {{2}} for "{{3}}", and the series given for it is {{4}}. Choose another series for it.':
    'Das Modell "{{1}}" braucht {{2}} für "{{3}}", und die dafür angegebene Serie ist {{4}}. Wählen Sie dafür eine andere Serie.',
  'The series given for "{{1}}" does not overlap the first series. Choose series of the same part of the body that were made or registered in one frame of reference.':
    'Die für "{{1}}" angegebene Serie überlappt nicht mit der ersten. Wählen Sie Serien derselben Körperregion, die im selben Bezugssystem aufgenommen oder registriert sind.',
  'The model "{{1}}" needs the series {{2}} of a patient; not given: {{3}}. Give each of its series by its name.':
    'Das Modell "{{1}}" braucht von einem Patienten die Serien {{2}}; es fehlt: {{3}}. Geben Sie jede seiner Serien mit ihrem Namen an.',
  'The model "{{1}}" needs the series {{2}} of a patient, and has no {{3}}. Give each of its series by its name.':
    'Das Modell "{{1}}" braucht von einem Patienten die Serien {{2}} und kennt {{3}} nicht. Geben Sie jede seiner Serien mit ihrem Namen an.',
  "The model file {{1}} does not match its manifest: its SHA-256 is {{2}} instead of {{3}}. Download the model again. It was not run.":
    "Die Modelldatei {{1}} passt nicht zu ihrem Manifest: Ihre SHA-256 ist {{2}} statt {{3}}. Laden Sie das Modell erneut herunter. Es wurde nicht ausgeführt.",
  "The model manifest {{1}} is not JSON. Choose the folder of a model, or its manifest.json.":
    "Das Manifest {{1}} ist kein JSON. Wählen Sie den Ordner eines Modells oder dessen manifest.json.",
  "The model manifest {{1}} cannot be used: {{2}}{{3}}. Correct the manifest, or choose another model.":
    "Das Manifest {{1}} ist nicht verwendbar: {{2}}{{3}}. Korrigieren Sie das Manifest oder wählen Sie ein anderes Modell.",
  "No model file at {{1}} ({{2}}). Check the model's address.":
    "Keine Modelldatei unter {{1}} ({{2}}). Prüfen Sie die Adresse des Modells.",
  "no answer": "keine Antwort",
  "its server redirects to {{1}}; models are read only from their own folder":
    "der Server leitet auf {{1}} um; Modelle werden nur aus ihrem eigenen Ordner gelesen",
  "another address": "eine andere Adresse",
  "it has more than {{1}} bytes": "sie hat mehr als {{1}} Byte",
  'The model "{{1}}" is made for {{2}}, and this series is {{3}}. Choose a {{4}} series, or a model for {{5}}.':
    'Das Modell "{{1}}" ist für {{2}} bestimmt, diese Serie ist {{3}}. Wählen Sie eine Serie der Modalität {{4}} oder ein Modell für {{5}}.',
  "The browser offers WebGPU on this graphics adapter.":
    "Der Browser bietet WebGPU auf dieser Grafikkarte an.",
  "Chosen by the user.": "Vom Benutzer gewählt.",
  "WebAssembly, {{1}}": "WebAssembly, {{1}}",
  "{{1}} threads": "{{1}} Threads",
  "{{1}} is not used: {{2}}.": "{{1}} wird nicht verwendet: {{2, sentence}}.",
  'WebGPU cannot be used: {{1}}. Choose "auto" to run on the CPU.':
    'WebGPU ist nicht verwendbar: {{1, sentence}}. Wählen Sie "auto", um auf der CPU zu rechnen.',
  "this browser has no WebGPU, or the page is not served over https":
    "dieser Browser hat kein WebGPU, oder die Seite wird nicht über https ausgeliefert",
  "the browser offers no graphics adapter": "der Browser bietet keine Grafikkarte an",
  "the browser's only adapter ({{1}}) is a software adapter, slower than WebAssembly":
    "die einzige Grafikkarte des Browsers ({{1}}) ist in Software nachgebildet und langsamer als WebAssembly",
  "The model {{1}} needs a GPU buffer of {{2}}, but the adapter allows {{3}}. Run it on the CPU, or choose a model of coarser voxels.":
    "Das Modell {{1}} braucht einen GPU-Puffer von {{2}}, die Grafikkarte erlaubt {{3}}. Rechnen Sie auf der CPU, oder wählen Sie ein Modell mit gröberen Voxeln.",
  "This browser has no room for the model {{1}}. Free some space on the disk, or use the browser outside a private window.":
    "In diesem Browser ist kein Platz für das Modell {{1}}. Schaffen Sie Platz auf der Festplatte, oder verwenden Sie kein privates Fenster.",
  "The folder has no {{1}}, which belongs to the model. Choose the whole folder that the importer wrote.":
    "Im Ordner fehlt {{1}}, das zum Modell gehört. Wählen Sie den ganzen Ordner, den der Import geschrieben hat.",
  "it was removed from this browser": "es wurde aus diesem Browser entfernt",
  "{{1}} cannot compute in half precision (shader-f16), and the model {{2}} has only half-precision weights. Run it on the CPU.":
    "{{1}} kann nicht mit halber Genauigkeit rechnen (shader-f16), und das Modell {{2}} hat nur solche Gewichte. Rechnen Sie auf der CPU.",
  "{{1}} stopped computing: {{2}}. The finished slices are kept. Run the model again.":
    "{{1}} rechnet nicht mehr: {{2, sentence}}. Fertige Schichten bleiben. Starten Sie das Modell erneut.",
  "the device was lost ({{1}})": "die Verbindung zur Grafikkarte ging verloren ({{1}})",
  "{{1}} computes the model {{2}} incorrectly: value {{3}} of the reference output of {{4}} is {{5}} instead of {{6}}. It is not used. Choose another device.":
    "{{1}} berechnet das Modell {{2}} falsch: Wert {{3}} der Referenz von {{4}} ist {{5}} statt {{6}}. Das Gerät wird nicht verwendet. Wählen Sie ein anderes.",
  "value {{1}} of its output is {{2}}": "Wert {{1}} der Ausgabe ist {{2}}",
  "values of its output are not finite": "Werte der Ausgabe sind nicht endlich",
  "the output has the shape {{1}}, but its manifest says {{2}}":
    "die Ausgabe hat die Form {{1}}, im Manifest steht aber {{2}}",
  'it has no graph "{{1}}"': 'es hat keinen Graphen "{{1}}"',
  "The finished slices are kept. Run the model again, or choose another device.":
    "Fertige Schichten bleiben. Starten Sie das Modell erneut, oder wählen Sie ein anderes Gerät.",
  "The model {{1}} needs more memory than {{2}} has left: {{3}}. {{4}}":
    "Das Modell {{1}} braucht mehr Speicher, als {{2}} noch hat: {{3, sentence}}. {{4}}",
  "The model {{1}} needs {{2}} of memory for this series, but a run can have {{3}} at most. Limit the run to a box, or choose a model of fewer classes or coarser voxels.":
    "Das Modell {{1}} braucht für diese Serie {{2}} Speicher, ein Lauf kann aber höchstens {{3}} haben. Beschränken Sie den Lauf auf einen Quader, oder wählen Sie ein Modell mit weniger Klassen oder gröberen Voxeln.",
  "The model {{1}} failed on {{2}}: {{3}}. {{4}}":
    "Das Modell {{1}} ist auf {{2}} gescheitert: {{3, sentence}}. {{4}}",
  "The model's outputs are not numbers, or too large to be added up in half precision. Choose another device or another model.":
    "Die Ausgaben des Modells sind keine Zahlen oder zu groß, um sie in halber Genauigkeit zu summieren. Wählen Sie ein anderes Gerät oder ein anderes Modell.",
  "A segmentation worker stopped ({{1}}). The finished slices are kept. Run the model again.":
    "Der Hintergrundprozess der Segmentierung wurde beendet ({{1}}). Fertige Schichten bleiben. Starten Sie das Modell erneut.",
  "The model {{1}} cannot be loaded on {{2}}: {{3}}. Check that the file is a complete ONNX model.":
    "Das Modell {{1}} lässt sich auf {{2}} nicht laden: {{3, sentence}}. Prüfen Sie, ob die Datei ein vollständiges ONNX-Modell ist.",
  "The model {{1}} stores weights outside its file, in {{2}}, and its manifest has no hash for them. Save it as one file (onnx.save_model without save_as_external_data).":
    "Das Modell {{1}} speichert Gewichte außerhalb seiner Datei, in {{2}}, und sein Manifest hat dafür keine Prüfsumme. Speichern Sie es als eine Datei (onnx.save_model ohne save_as_external_data).",
  "The model {{1}} {{2}} Correct the manifest.": "Das Modell {{1}} {{2}} Korrigieren Sie das Manifest.",
  'has no {{1}} "{{2}}" as its manifest says, but {{3}}.':
    'hat keinen Tensor "{{2}}" ({{1}}), wie im Manifest steht, sondern {{3}}.',
  'has the input "{{1}}" of type {{2}}; only float32 is supported.':
    'hat den Eingang "{{1}}" vom Typ {{2}}; unterstützt wird nur float32.',
  'has the {{1}} "{{2}}" of shape {{3}}, but its manifest says {{4}}.':
    'hat den Tensor "{{2}}" ({{1}}) der Form {{3}}, im Manifest steht aber {{4}}.',
  'needs an input "{{1}}" that its manifest does not describe.':
    'braucht einen Eingang "{{1}}", den das Manifest nicht beschreibt.',
  "No voxel of this series lies above the model's threshold, so its grey values cannot be normalised. Choose another series.":
    "Kein Voxel dieser Serie liegt über dem Schwellenwert des Modells; ihre Grauwerte lassen sich nicht normieren. Wählen Sie eine andere Serie.",
  "The {{1}} has {{2}} voxels, but the volume has {{3}}. Pass one made for the same series.":
    "{{1}} hat {{2}} Voxel, das Volumen aber {{3}}. Übergeben Sie, was zur selben Serie gehört.",
  "label map to keep": "Die Labelmap (keep)",
  "mask of edited voxels": "Die Maske der bearbeiteten Voxel",
  "The model was not started. Call start first.":
    "Das Modell wurde nicht gestartet. Rufen Sie zuerst start auf.",
  "A slice could not be sent to the page ({{1}}). Run the model again.":
    "Eine Schicht ließ sich nicht an die Seite übergeben ({{1}}). Starten Sie das Modell erneut.",
  "{{1}} has labels up to {{2}}, but a label of 8 bits is at most 255. Run it with 16 bits.":
    "{{1}} hat Labels bis {{2}}, ein Label von 8 Bit ist aber höchstens 255. Starten Sie es mit 16 Bit.",
  "The model draws {{1}} segments, but an editable segmentation holds at most {{2}}, including those it already has. Keep fewer classes, or use the command line.":
    "Das Modell zeichnet {{1}} Segmente, eine bearbeitbare Segmentierung enthält aber höchstens {{2}}, einschließlich der vorhandenen. Behalten Sie weniger Klassen, oder verwenden Sie die Kommandozeile.",
  'There is no series "{{1}}" for "{{2}}" of the model "{{3}}". Choose one from the list.':
    "Für „{{2}}“ des Modells „{{3}}“ gibt es keine Serie „{{1}}“. Wählen Sie eine aus der Liste.",
  'The model "{{1}}" needs several series of a patient. Open a study that has them, and choose in the run options which one is {{2}}.':
    "Das Modell „{{1}}“ braucht mehrere Serien eines Patienten. Öffnen Sie eine Studie, die sie enthält, und wählen Sie in den Optionen des Laufs, welche {{2}} ist.",
  'The model draws labels on the series for "{{1}}", whose grid differs from that of the open series. Open that series and run the model there.':
    "Das Modell zeichnet Labels auf der Serie für „{{1}}“, deren Gitter von dem der geöffneten Serie abweicht. Öffnen Sie jene Serie, und starten Sie das Modell dort.",
  'The series of "{{1}}" and "{{2}}" have different frames of reference, so their positions relative to each other are unknown. Register them first, or choose series of one scan.':
    "Die Serien von „{{1}}“ und „{{2}}“ haben verschiedene Bezugssysteme (Frame of Reference). Ihre Lage zueinander ist damit unbekannt. Registrieren Sie sie zuerst, oder wählen Sie Serien einer Untersuchung.",
  "{{1}} of {{2}} mm from {{3}}": "{{1}} zu {{2}} mm ab {{3}}",
  '"{{1}}" and "{{2}}" have different voxels ({{3}} and {{4}}), and a NIfTI or NRRD file does not state a frame of reference. Resample one of them to the voxels of the other, or give both as DICOM.':
    "„{{1}}“ und „{{2}}“ haben verschiedene Voxel ({{3}} und {{4}}), und eine NIfTI- oder NRRD-Datei nennt kein Bezugssystem (Frame of Reference). Rechnen Sie eine auf die Voxel der anderen um, oder geben Sie beide als DICOM.",
  'The series of "{{1}}" or "{{2}}" has no FrameOfReferenceUID, so their positions relative to each other are unknown. Register them first.':
    "Die Serie von „{{1}}“ oder „{{2}}“ hat keine FrameOfReferenceUID. Ihre Lage zueinander ist damit unbekannt. Registrieren Sie sie zuerst.",
  "No class of {{1}} was chosen. Choose at least one, or leave the choice out to keep all.":
    "Von {{1}} wurde keine Klasse gewählt. Wählen Sie mindestens eine, oder lassen Sie die Wahl weg, um alle zu behalten.",
  'The model {{1}} has no class "{{2}}". It has {{3}}.':
    'Das Modell {{1}} hat keine Klasse "{{2}}". Es hat {{3}}.',
  'The model {{1}} has no class "{{2}}". It has {{3}} and {{4}} more.':
    'Das Modell {{1}} hat keine Klasse "{{2}}". Es hat {{3}} und {{4}} weitere.',
  "The box from voxel {{1}} up to {{2}} is not within the image, which has {{3}} voxels. Choose one that is.":
    "Der Quader von Voxel {{1}} bis {{2}} ist kein Teil des Bildes, das {{3}} Voxel hat. Wählen Sie einen, der es ist.",
  "No voxel lies in the box from {{1}} to {{2}} mm. The image goes from {{3}} to {{4}} mm (left, posterior, superior).":
    "Im Quader von {{1}} bis {{2}} mm liegt kein Voxel. Das Bild reicht von {{3}} bis {{4}} mm (links, posterior, superior).",
  "run only in columns {{1}}, rows {{2}}, slices {{3}}, counted from 0":
    "nur ausgeführt in Spalten {{1}}, Zeilen {{2}}, Schichten {{3}}, gezählt ab 0",
  "No model was given. Add the folder of one to `models`.":
    "Es wurde kein Modell angegeben. Fügen Sie den Ordner eines Modells zu `models` hinzu.",
  "No model is known to fit this series. Choose one of: {{1}}.":
    "Von keinem Modell ist bekannt, dass es zu dieser Serie passt. Wählen Sie eines von: {{1}}.",
  'There is no model "{{1}}". Choose one of: {{2}}.':
    'Es gibt kein Modell "{{1}}". Wählen Sie eines von: {{2}}.',
  "Expected numbers in base64": "Zahlen in Base64 erwartet",
  "Its head must have {{1}} weights and one number more for each of {{2}} classes, in single precision: {{3}} bytes, but it has {{4}}":
    "Der Kopf muss für jede der {{2}} Klassen {{1}} Gewichte und eine weitere Zahl in einfacher Genauigkeit haben: {{3}} Byte, hat aber {{4}}",
  "Number {{1}} of the {{2}} of its head is {{3}}, but all must be finite":
    "Zahl {{1}} der {{2}} des Kopfs ist {{3}}, aber alle müssen endlich sein",
} as const;

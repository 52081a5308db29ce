/** Messages about prompts and prompted models. In German. */
export const prompts = {
  'It is "prompted": the model outlines what a user points at, and segments nothing by itself':
    'Es ist "prompted": Das Modell umreißt, worauf man zeigt, und segmentiert nichts von selbst',
  'Expected "prompted": this model segments without prompts':
    'Erwartet wird "prompted": Dieses Modell segmentiert ohne Hinweise',
  'Expected a modality, or "default"': 'Erwartet wird eine Modalität oder "default"',
  "Statistics over the voxels other than 0 need a target grid, which a prompted model has not":
    "Statistiken über die Voxel ungleich 0 brauchen ein Zielgitter, das ein Modell mit Eingabehilfen nicht hat",
  'A window is in Hounsfield units, which only CT has. "default" takes another kind':
    'Ein Fenster ist in Hounsfield-Einheiten, die nur die CT hat. "default" braucht eine andere Art',
  "Expected rising scales": "Erwartet werden steigende Maßstäbe",
  "Expected 3 channels of the input, 3 of the prompt and 1 of the output":
    "Erwartet werden 3 Kanäle des Eingangs, 3 des Hinweises und 1 der Ausgabe",
  "Expected an input that is square, and a prompt of the same shape":
    "Erwartet werden ein quadratischer Eingang und ein Hinweis derselben Form",
  "mean and deviation need one number for each channel": "mean und deviation brauchen je Kanal eine Zahl",
  '{{1}} has the name "{{2}}" twice': '{{1}} enthält den Namen "{{2}}" zweimal',
  '{{1}} has the role "{{2}}" twice': '{{1}} enthält die Rolle "{{2}}" zweimal',
  'encoder.inputs needs the role "image"': 'encoder.inputs braucht die Rolle "image"',
  'encoder.outputs needs the role "features"': 'encoder.outputs braucht die Rolle "features"',
  'decoder.inputs needs the role "features"': 'decoder.inputs braucht die Rolle "features"',
  'decoder.inputs "{{1}}" comes from "{{2}}", which is not an output of the encoder':
    '"{{1}}" in decoder.inputs kommt von "{{2}}", das keine Ausgabe des Encoders ist',
  'decoder.inputs needs the roles "points" and "labels" together':
    'decoder.inputs braucht die Rollen "points" und "labels" zusammen',
  'decoder.inputs needs the roles "points" and "labels", or "box"':
    'decoder.inputs braucht die Rollen "points" und "labels" oder "box"',
  'decoder.inputs has the role "has-previous-mask" without "previous-mask"':
    'decoder.inputs enthält die Rolle "has-previous-mask" ohne "previous-mask"',
  'decoder.outputs needs the role "masks"': 'decoder.outputs braucht die Rolle "masks"',
  "There is no prompt. Click on the structure to outline.":
    "Es gibt keinen Hinweis. Klicken Sie auf die Struktur, die umrissen werden soll.",
  "A {{1}} has {{2}} points; it needs at least {{3}}. Draw it again.":
    "Der Hinweis ({{1}}) hat {{2}} Punkte; er braucht mindestens {{3}}. Zeichnen Sie ihn noch einmal.",
  "Two clicks contradict each other: at {{1}} one adds and one excludes. Remove one of them.":
    "Zwei Klicks widersprechen sich: Bei {{1}} fügt der eine hinzu und der andere schließt aus. Entfernen Sie einen davon.",
  "All prompts exclude. Click on the structure to outline first.":
    "Alle Hinweise schließen nur aus. Klicken Sie zuerst auf die Struktur, die umrissen werden soll.",
  "The point {{1}} lies outside the image, which reaches from {{2}} to {{3}}. Choose a point within it.":
    "Der Punkt {{1}} liegt außerhalb des Bildes, das von {{2}} bis {{3}} reicht. Wählen Sie einen Punkt darin.",
  'The model "{{1}}" is made for {{2}}, and this series is {{3}} in {{4}} units. Choose another model or another series.':
    'Das Modell "{{1}}" ist für {{2}} gemacht, diese Serie ist {{3}} in Einheiten "{{4}}". Wählen Sie ein anderes Modell oder eine andere Serie.',
  "No network was given, so the random walker is used.":
    "Es wurde kein Netz angegeben; der Random Walker wird verwendet.",
  "{{1}} The random walker is used instead.": "{{1}} Stattdessen wird der Random Walker verwendet.",
  "There is no segment {{1}} to add the outline to. Add a segment first.":
    "Es gibt kein Segment {{1}}, dem der Umriss hinzugefügt werden könnte. Fügen Sie zuerst ein Segment hinzu.",
  'The segment "{{1}}" is locked or hidden. Unlock and show it, or choose another one.':
    'Das Segment "{{1}}" ist gesperrt oder ausgeblendet. Entsperren und zeigen Sie es, oder wählen Sie ein anderes.',
  "The model {{1}} takes boxes only. Draw a box around the structure.":
    "Das Modell {{1}} nimmt nur Rahmen. Ziehen Sie einen Rahmen um die Struktur.",
  "The model {{1}} takes at most {{2}} points in a slice; there are {{3}}. Remove some prompts.":
    "Das Modell {{1}} nimmt höchstens {{2}} Punkte in einer Schicht; es sind {{3}}. Entfernen Sie einige Hinweise.",
  'The model {{1}} gave a mask of {{2}} x {{3}} for a slice of {{4}} x {{5}}, as its manifest\'s frame "slice" does not allow. Correct the manifest.':
    'Das Modell {{1}} gab eine Maske von {{2}} x {{3}} für eine Schicht von {{4}} x {{5}}, was der Rahmen "slice" im Manifest nicht zulässt. Korrigieren Sie das Manifest.',
  'has the input "{{1}}" of type {{2}}; only {{3}} are supported.':
    'hat den Eingang "{{1}}" vom Typ {{2}}; unterstützt werden nur {{3}}.',
  'Nothing of "{{1}}" is drawn in this slice. Draw its outline here first, or go to a slice that has one.':
    'Von "{{1}}" ist in dieser Schicht nichts gezeichnet. Zeichnen Sie hier zuerst den Umriss, oder gehen Sie zu einer Schicht, die einen hat.',
} as const;

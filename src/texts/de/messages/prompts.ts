/** Messages on models that outline what a user points at, and on prompts. */
export const prompts = {
  'It is "prompted": the model outlines what a user points at, and segments nothing by itself':
    'Es ist "prompted": Das Modell umreißt, worauf man zeigt, und segmentiert nichts von selbst',
  'Expected "prompted": this model segments without prompts':
    'Erwartet wird "prompted": Dieses Modell segmentiert ohne Hinweise',
  'Expected a modality, or "default"': 'Erwartet wird eine Modalität oder "default"',
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
  'decoder.inputs "{{1}}" comes from "{{2}}", which is no output of the encoder':
    '"{{1}}" in decoder.inputs kommt von "{{2}}", das keine Ausgabe des Encoders ist',
  'decoder.inputs needs the roles "points" and "labels" together':
    'decoder.inputs braucht die Rollen "points" und "labels" zusammen',
  'decoder.inputs needs the roles "points" and "labels", or "box"':
    'decoder.inputs braucht die Rollen "points" und "labels" oder "box"',
  'decoder.inputs has the role "has-previous-mask" without "previous-mask"':
    'decoder.inputs enthält die Rolle "has-previous-mask" ohne "previous-mask"',
  'decoder.outputs needs the role "masks"': 'decoder.outputs braucht die Rolle "masks"',
} as const;

/** Messages about DICOMweb servers. In German. */
export const servers = {
  '"{{1}}" is not a worklist of an archive. Write one with "autoseg archive worklist".':
    '"{{1}}" ist keine Arbeitsliste eines Archivs. Schreiben Sie eine mit "autoseg archive worklist".',
  "A segmentation without patient data cannot be stored beside its images. Turn off Without patient data, or export a file.":
    "Eine Segmentierung ohne Patientendaten kann nicht neben ihren Bildern gespeichert werden. Schalten Sie Ohne Patientendaten aus oder exportieren Sie eine Datei.",
  "it cannot be read ({{1}})": "es lässt sich nicht lesen ({{1}})",
  "its segments are described differently": "seine Segmente sind anders beschrieben",
  "its segments are at other positions": "seine Segmente liegen an anderen Positionen",
  "{{1}} voxels differ": "{{1}} Voxel weichen ab",
  "the answer holds {{1}} where a data set was expected":
    "die Antwort enthält {{1}}, wo ein Datensatz erwartet wurde",
  "the answer nests sequences more than {{1}} deep":
    "die Antwort verschachtelt Sequenzen tiefer als {{1}} Ebenen",
  "the answer holds {{1}} as {{2}}": "die Antwort enthält {{1}} als {{2}}",
  "the answer holds {{1}} where a list of values of {{2}} was expected":
    "die Antwort enthält {{1}}, wo eine Liste von Werten von {{2}} erwartet wurde",
  "an object": "ein Objekt",
  "the answer holds a list where text was expected": "die Antwort enthält eine Liste, wo Text erwartet wurde",
  "the answer holds {{1}} that is not base64": "die Antwort enthält {{1}}, das nicht base64 ist",
  '"{{1}}" is not the address of a DICOMweb server. Give one like https://host/dicom-web/studies/UID.':
    '"{{1}}" ist nicht die Adresse eines DICOMweb-Servers. Geben Sie eine an wie https://host/dicom-web/studies/UID.',
  "the answer is not a list of data sets": "die Antwort ist keine Liste von Datensätzen",
  "The DICOMweb server {{1}} did not return {{2}} ({{3}}). {{4}}":
    "Der DICOMweb-Server {{1}} hat {{2}} nicht zurückgegeben ({{3}}). {{4}}",
  "Provide the server's user name and password, or an Authorization header.":
    "Geben Sie Benutzername und Kennwort des Servers an, oder einen Authorization-Header.",
  "Check the address.": "Prüfen Sie die Adresse.",
  "Try again, or contact the server's administrator.":
    "Versuchen Sie es erneut, oder wenden Sie sich an den Administrator des Servers.",
  "The study on {{1}} has no CT, MR, PET or NM images. Open another study.":
    "Die Studie auf {{1}} hat keine CT-, MR-, PET- oder NM-Bilder. Öffnen Sie eine andere.",
  "The search on {{1}} found no study. Change the search.":
    "Die Suche auf {{1}} ergab keine Studie. Ändern Sie die Suche.",
  "There are {{1}} studies on {{2}}. Choose one: {{3}}{{4}}":
    "Auf {{2}} gibt es {{1}} Studien. Wählen Sie eine: {{3}}{{4}}",
  "without name": "ohne Namen",
  "{{1}} frames were requested, but {{2}} were returned":
    "angefordert wurden {{1}} Frames, zurückgegeben {{2}}",
  "frames of two transfer syntaxes were returned, {{1}} and {{2}}":
    "zurückgegeben wurden Frames zweier Transfersyntaxen, {{1}} und {{2}}",
  "a frame of the image {{1}} was returned": "zurückgegeben wurde ein Frame des Bildes {{1}}",
  "frame {{1}} was requested, but frame {{2}} was returned":
    "angefordert wurde Frame {{1}}, zurückgegeben Frame {{2}}",
  "The DICOMweb server {{1}} did not return {{2}} ({{3}}). Contact the server's administrator.":
    "Der DICOMweb-Server {{1}} hat {{2}} nicht zurückgegeben ({{3}}). Wenden Sie sich an den Administrator des Servers.",
  "one instance was requested, but {{1}} were returned":
    "angefordert wurde eine Instanz, zurückgegeben wurden {{1}}",
  'The image "{{1}}" could not be fetched, and without it the volume would be incomplete. {{2}}':
    'Das Bild "{{1}}" ließ sich nicht laden; ohne es wäre das Volumen unvollständig. {{2}}',
  "the metadata do not state the size of its frames": "die Metadaten nennen die Größe der Frames nicht",
  "an empty frame was returned": "zurückgegeben wurde ein leerer Frame",
  "a frame of {{1}} bytes was expected, but {{2}} bytes were returned":
    "erwartet wurde ein Frame von {{1}} Byte, zurückgegeben wurden {{2}} Byte",
  "a frame of {{1}} bytes was expected, but {{2}} compressed bytes were returned":
    "erwartet wurde ein Frame von {{1}} Byte, zurückgegeben wurden {{2}} komprimierte Byte",
  "no answer within {{1}} s": "keine Antwort innerhalb von {{1}} s",
  "it redirects uploads (HTTP {{1}})": "er leitet das Hochladen um (HTTP {{1}})",
  "it redirects more than {{1}} times": "er leitet mehr als {{1}}-mal um",
  "{{1}} redirects, and the browser does not say to which origin, so the request was not sent on":
    "{{1}} leitet um, und der Browser nennt das Ziel nicht; die Anfrage wurde nicht weitergeschickt",
  "If you trust the address that it redirects to, use that one.":
    "Wenn Sie der Adresse vertrauen, auf die umgeleitet wird, verwenden Sie diese.",
  "{{1}} redirects to another origin, {{2}}, so the request was not sent there":
    "{{1}} leitet auf einen anderen Server um, {{2}}; die Anfrage wurde nicht dorthin geschickt",
  "If you trust {{1}}, use an address there instead.":
    "Wenn Sie {{1}} vertrauen, verwenden Sie eine Adresse auf diesem Server.",
  "the answer is longer than the {{1}} bytes that are allowed":
    "die Antwort ist länger als die erlaubten {{1}} Byte",
  "the answer is {{1}}, not multipart": "die Antwort ist {{1}}, nicht multipart",
  "without a content type": "ohne Content-Type",
  "the answer has no parts": "die Antwort hat keine Teile",
  "the answer has more than {{1}} parts": "die Antwort hat mehr als {{1}} Teile",
  "the answer is truncated": "die Antwort ist abgeschnitten",
  "{{1}} was not kept: {{2}}": "{{1}} wurde nicht gespeichert: {{2}}",
  "a part's headers do not end": "die Header eines Teils haben kein Ende",
  "it does not support this kind of object": "er unterstützt diese Art von Objekt nicht",
  "storing this object is not allowed": "dieses Objekt zu speichern ist nicht erlaubt",
  "it failed while processing the object": "er ist bei der Verarbeitung des Objekts gescheitert",
  "it has this object already": "er hat dieses Objekt schon",
  "it is out of space": "sein Speicherplatz ist voll",
  "the object does not match its SOP class": "das Objekt passt nicht zu seiner SOP-Klasse",
  "it cannot understand the object": "er versteht das Objekt nicht",
  "it answered HTTP {{1}}": "er antwortete HTTP {{1}}",
  "it gave no known reason": "er nannte keinen bekannten Grund",
  "{{1}} (reason {{2}})": "{{1}} (Grund {{2}})",
  "Provide the server's user name and password, or an Authorization header, and store it again.":
    "Geben Sie Benutzername und Kennwort des Servers oder einen Authorization-Header an und speichern Sie erneut.",
  "Store it again, or save it as a file and contact the server's administrator.":
    "Speichern Sie erneut, oder sichern Sie das Objekt als Datei und wenden Sie sich an den Administrator des Servers.",
  "The segmentation was not stored on {{1}}: {{2}}. Nothing is lost; it is still open here. {{3}}":
    "Die Segmentierung wurde nicht auf {{1}} gespeichert: {{2, sentence}}. Nichts ist verloren; sie ist hier noch offen. {{3}}",
  "The server does not accept label map segmentations ({{1}}); it was stored as BINARY, with the same segments and voxels.":
    "Der Server nimmt keine LABELMAP-Segmentierungen an ({{1}}); gespeichert wurde sie als BINARY, mit denselben Segmenten und Voxeln.",
  "The segmentation was not sent: it breaks the DICOM standard ({{1}}). Export it again.":
    "Die Segmentierung wurde nicht gesendet: Sie verletzt den DICOM-Standard ({{1}}). Exportieren Sie sie erneut.",
  "the server accepted it, but does not have it": "der Server hat sie angenommen, hat sie aber nicht",
  "what it returned differs: {{1}}": "was er zurückgab, weicht ab: {{1}}",
  "the report that was returned says something else": "der zurückgegebene Bericht sagt etwas anderes",
  "the object it has under that UID differs: {{1}}":
    "das Objekt, das er unter dieser UID hat, weicht ab: {{1}}",
  "{{1}}; the object it has under that UID differs: {{2}}":
    "{{1}}; sein Objekt mit dieser UID weicht ab: {{2}}",
  "{{1}}; it has an object of that UID": "{{1}}; er hat ein Objekt mit dieser UID",
  "the answer has an entry without {{1}}": "die Antwort hat einen Eintrag ohne {{1}}",
  "the answer has the {{1}} {{2}}, which is not a UID": "{{1}} in der Antwort ist {{2}}, keine UID",
  "its {{1}} is {{2}}, but the metadata said {{3}}": "{{1}} ist {{2}}, in den Metadaten stand aber {{3}}",
  "nothing about it": "nichts dazu",
  "the {{1}} {{2}} was requested, but {{3}} was returned":
    "angefordert wurde {{1}} {{2}}, zurückgegeben wurde {{3}}",
  "an image without one": "ein Bild ohne dieses Attribut",
} as const;

/*
 * Made by scripts/make_terms.py from the code dictionary of pydicom 3.0.2 (MIT licence): SNOMED CT terms of
 * the context groups 4, 3010, 4030, 4031, 6116, 6117, 6300, 7140, 7152, 7153, 7154, 7155, 7156, 7160, 7171, 7191, 7192, 7193, 7194, 7195, 7196, 7197, 7198, 7600, 7602, 7710 (PS3.16).
 */

/** A line a term: code value, code value of its category, code meaning. */
export const snomedTerms = `
91750005|123037004|1st Diagonal Coronary Artery
91757008|123037004|1st Left Posterolateral Coronary Artery
91754001|123037004|1st Marginal Coronary Artery
91761002|123037004|1st Right posterolateral Coronary Artery
244251006|123037004|1st Septal Coronary Artery
91751009|123037004|2nd Diagonal Coronary Artery
91758003|123037004|2nd Left Posterolateral Coronary Artery
91755000|123037004|2nd Marginal Coronary Artery
91762009|123037004|2nd Right posterolateral Coronary Artery
91752002|123037004|3rd diagonal Coronary Artery
91759006|123037004|3rd Left Posterolateral Coronary Artery
91756004|123037004|3rd Marginal Coronary Artery
91763004|123037004|3rd Right posterolateral Coronary Artery
818981001|123037004|Abdomen
818982008|123037004|Abdomen and Pelvis
7832008|123037004|Abdominal aorta
818991007|123037004|abdominal lymph node
1142228004|123037004|Abdominal wall muscle
80622005|123037004|abducens nerve
44132006|49755003|Abscess
15119000|123037004|accessory nerve
85383006|123037004|Accessory Renal Artery
85856004|123037004|Acromioclavicular joint
62818001|123037004|Adenohypophysis
23451007|123037004|Adrenal gland
30180000|123037004|Adventitia
89187006|123037004|Airway structure
4958002|123037004|Amygdala
70258002|123037004|Ankle joint
128585006|123037004|Anomalous pulmonary vein
128553008|123037004|Antecubital vein
25247006|123037004|anterior auricular lymph node
194996006|123037004|Anterior cardiac vein
60176003|123037004|Anterior Cerebral Artery
5727003|123037004|anterior cervical lymph node
62872008|123037004|Anterior Commissure
8012006|123037004|Anterior communicating artery
717025007|123037004|Anterior fibromuscular stroma of prostate
5296000|123037004|anterior mediastinal lymph node
17388009|123037004|Anterior spinal artery
68053000|123037004|Anterior tibial artery
303713004|123037004|anterior tibial lymph node
26703007|123037004|Anterior Tibial Vein
397418009|123037004|Anterior-Middle Cerebral Artery Bifurcation
397419001|123037004|Anterior-Posterior Cerebral Artery Bifurcation
53505006|123037004|Anus
110612005|123037004|Anus, rectum and sigmoid colon
15825003|123037004|Aorta
57034009|123037004|Aortic arch
128551005|123037004|Aortic fistula
88593004|123037004|Aortic isthmus
35783009|123037004|aortic lymph node
128564006|123037004|Apex of left ventricle
86598002|123037004|Apex of Lung
128565007|123037004|Apex of right ventricle
716925003|123037004|Apical anterior fibromuscular stroma of prostate
16051009|123037004|apical axillary lymph node
46157003|123037004|appendicular lymph node
75042008|123037004|Arachnoid
274231001|123037004|Arcuate Artery of the Kidney
51114001|123037004|Artery
54247002|123037004|Ascending aorta
102312002|260787004|Atherectomy device
70142008|123037004|Atrial Septal defect
195164009|123037004|Atrial Vein
195496005|123037004|Atrioventricular Vein
59652004|123037004|Atrium
410726006|123037004|auditory radiation
53520000|123037004|Autonomic nerve
75902001|123037004|AV groove continuation of Circumflex Artery
91470000|123037004|Axilla
67937003|123037004|Axillary Artery
368536000|123037004|Axillary Fascia
68171009|123037004|Axillary lymph node
68705008|123037004|Axillary vein
421624008|123037004|axillary vein lymph node
72107004|123037004|Azygos vein
77568009|123037004|Back
20406008|260787004|Backrest
468115008|260787004|Backrest
128981007|123037004|Baffle
716891004|123037004|Basal anterior fibromuscular stroma of prostate
59011009|123037004|Basilar artery
19715009|123037004|Basilic vein
102378009|260787004|BB shot (Lead Pellet)
70150004|91720002|Bile
28273000|123037004|Bile duct
34707002|123037004|Biliary tract
228745001|260787004|Bite block
89837001|123037004|Bladder
110837003|123037004|Bladder and urethra
87612001|85756007|Blood
75753009|49755003|Blood clot
59820001|123037004|Blood Vessel
91806002|123037004|Body cavity
91830000|123037004|Body conduit
32457005|91720002|Body fluid
3138006|85756007|Bone
72001000|123037004|Bone of lower limb
272710004|123037004|Bone of thorax
371195002|123037004|Bone of upper limb
77444004|260787004|Bone Pin
68183006|260787004|Bone Screw
312779009|123037004|Bone structure of head and/or neck
128548003|123037004|Boyd's perforating vein
17137000|123037004|Brachial artery
20115005|123037004|Brachial vein
12738006|123037004|Brain
280371009|123037004|Brain cerebrospinal fluid pathway
119238007|123037004|Brain Stem
35764002|123037004|Brain ventricle
76752008|123037004|Breast
34411009|123037004|Broad ligament
64468002|123037004|Bronchial artery
955009|123037004|Bronchus
143925009|123037004|buccinator lymph node
86122002|260787004|Bullet
46862004|123037004|Buttock
14806007|123037004|C1 vertebra
39976000|123037004|C2 vertebra
1078209008|123037004|C2/C3 disc
113205007|123037004|C3 vertebra
58820006|123037004|C3/C4 disc
5329002|123037004|C4 vertebra
49400002|123037004|C4/C5 disc
36978003|123037004|C5 vertebra
73959003|123037004|C5/C6 disc
36054005|123037004|C6 vertebra
75095006|123037004|C6/C7 disc
87391001|123037004|C7 vertebra
37414007|123037004|C7/T1 disc
80144004|123037004|Calcaneus
2334006|123037004|Calyx
20982000|85756007|Capillary
122448007|123037004|Cardiac muscle
118378005|260787004|Cardiac Pacemaker
14106009|260787004|Cardiac pacemaker
360129009|260787004|Cardiac pacemaker lead
371013005|123037004|cardiophrenic angle lymph node
113257007|123037004|Cardiovascular system
28700002|123037004|Carina
69105007|123037004|Carotid Artery
80272002|123037004|Carotid Bifurcation
51345006|123037004|Carotid Body
21479005|123037004|Carotid Bulb
54409005|123037004|Carotid Siphon
309312004|85756007|Cartilage
19923001|260787004|Catheter
11000004|123037004|Caudate Nucleus
74968005|123037004|Cavum of septum pellucidum
47985009|123037004|celiac lymph node
283001|123037004|central axillary lymph node
21483005|123037004|Central nervous system
76117006|123037004|Central Retinal Artery
62869001|123037004|Central Retinal Vein
716901006|123037004|Central zone of left half prostate
716900007|123037004|Central zone of right half prostate
20699002|123037004|Cephalic vein
25991003|123037004|Cerebellar Cortex
263972004|123037004|Cerebellar Subarachnoid Space
33060004|123037004|Cerebellar White Matter
113305005|123037004|Cerebellum
80447000|123037004|Cerebral aqueduct
88556005|123037004|Cerebral artery
40146001|123037004|Cerebral cortex
87463005|123037004|Cerebral fornix
372073000|123037004|Cerebral hemisphere
68523003|123037004|Cerebral White Matter
65216001|123037004|Cerebrospinal Fluid
63562005|260787004|Cervical collar
81105003|123037004|cervical lymph node
122494005|123037004|Cervical spine
1217257000|123037004|Cervico-thoracic spine
71252005|123037004|Cervix
706699008|260787004|Chair
60819002|123037004|Cheek
816094009|123037004|Chest
416550000|123037004|Chest and Abdomen
372074006|123037004|Chest wall muscle
416775004|123037004|Chest, Abdomen and Pelvis
102298001|123037004|Chordae tendineae cordis
37035000|123037004|Cingulum
11279006|123037004|Circle of Willis
57396003|123037004|Circumflex Coronary Artery
51299004|123037004|Clavicle
77720000|260787004|Clip
272180002|260787004|Clothing
64688005|123037004|Coccyx
128549006|123037004|Cockett's perforating vein
8356004|123037004|colic lymph node
228761004|260787004|Collimator
71854001|123037004|Colon
253276007|123037004|Common atrium
79741001|123037004|Common bile duct
32062004|123037004|Common carotid artery
280639005|123037004|common duct lymph node
181347005|123037004|Common Femoral Artery
397363009|123037004|Common Femoral Vein
66559000|123037004|Common Hepatic Artery
73634005|123037004|Common iliac artery
413896006|123037004|Common iliac artery bifurcation
46027005|123037004|Common iliac vein
45503006|123037004|Common ventricle
129460009|260787004|Compression paddle
128555001|123037004|Congenital coronary artery fistula to left atrium
128556000|123037004|Congenital coronary artery fistula to left ventricle
128557009|123037004|Congenital coronary artery fistula to right atrium
128558004|123037004|Congenital coronary artery fistula to right ventricle
21793004|85756007|Connective tissue
7140000|105590001|Contrast agent
28726007|123037004|Cornea
41801008|123037004|Coronary artery
264293000|123037004|Coronary artery graft
90219004|123037004|Coronary sinus
88442005|123037004|Corpus callosum
31428008|123037004|Corpus striatum
360568007|123037004|corticospinal tract in brainstem
50016007|123037004|Costal Cartilage
3159004|123037004|Costocervical trunk
71133005|123037004|Couinaud hepatic segment I
277956007|123037004|Couinaud hepatic segment II
277957003|123037004|Couinaud hepatic segment III
277958008|123037004|Couinaud hepatic segment IV
277959000|123037004|Couinaud hepatic segment V
277960005|123037004|Couinaud hepatic segment VI
277961009|123037004|Couinaud hepatic segment VII
277962002|123037004|Couinaud hepatic segment VIII
25238003|123037004|Cranial nerve
33930006|123037004|Cranial Subarachnoid Space
128320002|123037004|Cranial venous system
34775006|123037004|cubital lymph node
367643001|49755003|Cyst
280556009|123037004|cystic lymph node
168360002|123037004|deep anterior cervical lymph node
279145002|123037004|deep cervical lymph node
65266007|123037004|deep inguinal lymph node
75040000|123037004|deep intraparotid lymph node
167864002|123037004|deep lateral cervical lymph node
60996007|123037004|deep lymph node
10119003|123037004|Deep Palmar Arch of Radial Artery
368481004|123037004|Deep Palmar Venous Arch
279142004|123037004|deep parotid lymph node
35721009|123037004|deep popliteal lymph node
72506001|260787004|Defibrillator
167664004|123037004|delphian lymph node
35259002|123037004|Deltoid muscle
27606000|260787004|Dental Prosthesis
32672002|123037004|Descending aorta
281130003|123037004|Descending aorta
102320000|260787004|Detachable balloon
5798000|123037004|Diaphragm
196751009|123037004|diaphragmatic lymph node
87563008|123037004|Diencephalon
40254007|123037004|Digital artery of hand
468440006|260787004|Digital imager
6511003|123037004|Distal Circumflex Coronary Artery
36672000|123037004|Distal Left Anterior Descending Coronary Artery
41879009|123037004|Distal Right Coronary Artery
128554002|123037004|Dodd's perforating vein
59752008|123037004|dorsal funiculus
91732003|123037004|Dorsal scapular artery
86547008|123037004|Dorsalis Pedis Artery
38848004|123037004|Duodenum
18545000|123037004|Dura mater
117590005|123037004|Ear
79654002|49755003|Edema
16953009|123037004|Elbow joint
76710003|123037004|ELM - External limiting membrane
102315000|260787004|Embolization ball
102314001|260787004|Embolization coil
102316004|260787004|Embolization particulate
55584005|49755003|Embolus
53342003|123037004|Endo-nasal
18962004|123037004|Endo-nasopharyngeal
48367006|123037004|Endo-vesical
26412008|260787004|Endotracheal tube
38266002|123037004|Entire body
3937002|123037004|Entorhinal Cortex
60965003|123037004|epigastric lymph node
27947004|123037004|Epigastric region
28870006|123037004|epitrochlear lymph node
44947003|123037004|Erector spinae muscle
206034008|123037004|Esophageal artery
280062008|123037004|Esophageal Hiatus
11899006|123037004|esophageal lymph node
32849002|123037004|Esophagus
110861005|123037004|Esophagus, stomach and duodenum
52374004|123037004|Ethmoid bone
84301002|123037004|External auditory canal
10517005|123037004|external capsule
22286001|123037004|External carotid artery
28347008|123037004|External ear
113269004|123037004|External iliac artery
65349008|123037004|external iliac lymph node
63507001|123037004|External iliac vein
53967007|123037004|External intercostal muscle
71585003|123037004|External jugular vein
421988007|123037004|external mammary lymph node
363537007|123037004|extrapulmonary lymph node of lung
66019005|123037004|Extremity
81745001|123037004|Eye
371398005|123037004|Eye region
79652003|123037004|Eyeball
80243003|123037004|Eyelid
89545001|123037004|Face
23074001|123037004|Facial artery
91397008|123037004|Facial bones
48918001|123037004|facial lymph node
56052001|123037004|facial nerve
31435000|123037004|Fallopian tube
120576005|123037004|Fascial layer
55603005|85756007|Fat
39477002|91720002|Feces
25062003|260787004|Feeding tube
314736006|123037004|female genital lymph node
699886009|123037004|Female internal genitalia
7657000|123037004|Femoral artery
83419000|123037004|Femoral vein
71341001|123037004|Femur
87342007|123037004|Fibula
31171007|123037004|fibular lymph node
397411003|123037004|Fifth Lumbar Artery
7569003|123037004|Finger
397407009|123037004|First Lumbar Artery
278983006|123037004|Fissure of lung
58602004|123037004|Flank
709280007|260787004|Floor
79361005|123037004|Fontanel of skull
56459004|123037004|Foot
80049006|123037004|forceps major
42932006|123037004|forceps minor
14975008|123037004|Forearm
19227008|260787004|Foreign body
397410002|123037004|Fourth Lumbar Artery
35918002|123037004|Fourth Ventricle
74872008|123037004|Frontal bone
83251001|123037004|Frontal lobe
28231008|123037004|Gallbladder
74947009|91720002|Gas
23771002|123037004|Gastric Artery
110568007|123037004|Gastric vein
83380007|123037004|gastro-omental lymph node
264481007|123037004|Gastrocnemius vein
37274004|123037004|Gastroduodenal Artery
128559007|123037004|Genicular artery
70215001|123037004|genu of corpus callosum
397437000|123037004|Giacomini vein
14738005|123037004|Globus Pallidus
21161002|123037004|glossopharyngeal nerve
57126000|260787004|Glue
80867000|123037004|gluteal lymph node
389081007|123037004|Gray Matter
5928000|123037004|Great cardiac vein
60734001|123037004|Great saphenous vein
414368000|123037004|Great Saphenous Vein of Calf
414369008|123037004|Great Saphenous Vein of Thigh
102317008|260787004|Guiding catheter
6866008|123037004|habenular commissure
85562004|123037004|Hand
69536005|123037004|Head
774007|123037004|Head and Neck
706683002|260787004|Headrest
80891009|123037004|Heart
25510005|260787004|Heart valve prosthesis
18457007|123037004|hemolymph node
50960005|49755003|Hemorrhage
76015000|123037004|Hepatic artery
61492009|123037004|hepatic lymph node
8993003|123037004|Hepatic vein
127926002|123037004|highest mediastinal lymph node
397405001|123037004|Hilar Artery
53074004|123037004|hilar lymph node
46750007|123037004|Hilum of lung
29836001|123037004|Hip
24136001|123037004|Hip joint
5366008|123037004|Hippocampus
85050009|123037004|Humerus
128560002|123037004|Hunterian perforating vein
21387005|123037004|Hyoid bone
69255009|123037004|hypogastric lymph node
11708003|123037004|Hypogastric region
37899009|123037004|hypoglossal nerve
81502006|123037004|Hypopharynx
129467007|260787004|ID Plate
397439002|123037004|Ileal vein
281676003|123037004|ileocolic lymph node
34516001|123037004|Ileum
299716001|123037004|Iliac and/or femoral artery
10293006|123037004|Iliac artery
84219008|123037004|iliac lymph node
244411005|123037004|Iliac vein
57651003|123037004|Iliocostalis muscle
22356005|123037004|Ilium
280677004|123037004|ILM - Internal limiting membrane
40388003|260787004|Implant
155237005|123037004|inferior auricular lymph node
195416006|123037004|Inferior cardiac vein
67701001|123037004|Inferior cerebellar peduncle
35664009|123037004|inferior fronto-occipital fasciculus
40684008|123037004|inferior gluteal lymph node
53118009|123037004|Inferior Horn of Lateral Ventricle
85380009|123037004|inferior inguinal lymph node
51249003|123037004|Inferior left pulmonary vein
55233005|123037004|Inferior longitudinal fasciculus
33795007|123037004|Inferior mesenteric artery
113336002|123037004|inferior mesenteric lymph node
32859001|123037004|Inferior Mesenteric Vein
280915003|123037004|inferior pancreatic lymph node
281227003|123037004|inferior pancreaticoduodenal lymph node
29660000|123037004|Inferior phrenic artery
397425002|123037004|Inferior Right Hepatic Vein
113273001|123037004|Inferior right pulmonary vein
64131007|123037004|Inferior vena cava
409774005|49755003|Inflammation
28205006|123037004|Infra-renal Aorta
9659009|123037004|infraclavicular lymph node
72573008|123037004|Infraspinatus muscle
8928004|123037004|inguinal lymph node
26893007|123037004|Inguinal region
272287005|260787004|Inlay Dental Restoration
22945000|123037004|Inner ear
24062007|123037004|Innermost intercostal muscles
12691009|123037004|Innominate artery
196821008|123037004|innominate lymph node
8887007|123037004|Innominate vein
36169008|123037004|Insula
58095006|123037004|Interatrial septum
281134007|123037004|Intercostal artery
64038003|123037004|intercostal lymph node
279271008|123037004|interiliac lymph node
274143007|123037004|Interlobar Artery of Kidney
127919002|123037004|interlobar lymph node of the lung
274329007|123037004|Interlobular Artery of Kidney
244252004|123037004|Intermediate Artery (Ramus)
64556009|123037004|intermediate common iliac lymph node
50193000|123037004|intermediate external iliac lymph node
361078006|123037004|Internal Auditory Canal
85637007|123037004|internal capsule
86117002|123037004|Internal carotid artery
415637004|123037004|Internal Carotid Artery C5 segment
698348000|123037004|Internal Carotid Artery C6 segment
90024005|123037004|Internal iliac artery
40300007|123037004|Internal iliac vein
41313007|123037004|Internal intercostal muscle
12123001|123037004|Internal jugular vein
69327007|123037004|Internal mammary artery
420800007|123037004|interpectoral lymph node
589001|123037004|Interventricular septum
36251007|123037004|intestinal lymph node
87483006|123037004|Intima
818987002|123037004|Intra-abdominopelvic
131183008|123037004|Intra-articular
816989007|123037004|Intra-pelvic
43799004|123037004|Intra-thoracic
1101003|123037004|Intracranial
128319008|123037004|Intracranial structure
143824007|123037004|intraglandular parotid lymph node
443808008|123037004|Intramammary lymph node
196662004|123037004|intrapulmonary lymph node
129463006|260787004|J Wire
661005|123037004|Jaw region
126065006|260787004|Jejunostomy tube
21306003|123037004|Jejunum
80919006|260787004|Jewelry
39352004|123037004|Joint
58130000|123037004|jugular lymph node
279609001|123037004|juxtaintestinal lymph node
128563000|123037004|Juxtaposed atrial appendage
64033007|123037004|Kidney
72696002|123037004|Knee
66794005|123037004|L1 vertebra
80064006|123037004|L1/L2 disc
14293000|123037004|L2 vertebra
67459009|123037004|L2/L3 disc
36470004|123037004|L3 vertebra
62551000|123037004|L3/L4 disc
11994002|123037004|L4 vertebra
84020006|123037004|L4/L5 disc
49668003|123037004|L5 vertebra
715056000|123037004|L5/S1 disc
59749000|123037004|Lacrimal artery
128979005|123037004|Lacrimal artery of right eye
6229007|123037004|Lacrimal bone
360993001|123037004|lacunar lymph node
14742008|123037004|Large intestine
4596009|123037004|Larynx
38586004|260787004|Laser
33770006|123037004|lateral axillary lymph node
714754004|123037004|Lateral calf perforator
68915008|123037004|lateral cervical lymph node
41145006|123037004|lateral common iliac lymph node
461002|123037004|Lateral corticospinal tract
40242007|123037004|lateral external iliac lymph node
14892003|123037004|lateral funiculus
168159002|123037004|lateral jugular lymph node
86136007|123037004|lateral lemniscus
196587000|123037004|lateral pericardial lymph node
167464007|123037004|lateral retropharyngeal lymph node
66720007|123037004|Lateral Ventricle
278672000|123037004|lateral vesicular lymph node
15665001|123037004|Latissimus dorsi muscle
716937001|123037004|Left anterior apical peripheral zone of prostate
716931000|123037004|Left anterior apical transition zone of prostate
716905002|123037004|Left anterior basal peripheral zone of prostate
716897000|123037004|Left anterior basal transition zone of prostate
59438005|123037004|Left Anterior Descending Coronary Artery
716920008|123037004|Left anterior middle peripheral zone of prostate
716914007|123037004|Left anterior middle transition zone of prostate
716927006|123037004|Left apical anterior fibromuscular stroma of prostate
716935009|123037004|Left apical peripheral zone of prostate
716929009|123037004|Left apical transition zone of prostate
82471001|123037004|Left atrium
33626005|123037004|Left auricular appendage
716893001|123037004|Left basal anterior fibromuscular stroma of prostate
716895008|123037004|Left basal part transition zone of prostate
716903009|123037004|Left basal peripheral zone of prostate
21807003|123037004|Left Branch of Hepatic Artery
50018008|123037004|Left Coronary Artery
113270003|123037004|Left femoral artery
273202007|123037004|Left Hepatic Vein
133945003|123037004|Left hypochondriac region
85119005|123037004|Left inguinal region
716918005|123037004|Left lateral middle peripheral zone of prostate
68505006|123037004|Left lower quadrant of abdomen
1017210004|123037004|Left lumbar region
70253006|123037004|Left Main Branch of Portal Vein
75245000|123037004|Left main bronchus
3227004|123037004|Left Main Coronary Artery
1256091001|123037004|Left Main Coronary Artery Ostium
716910003|123037004|Left middle anterior fibromuscular stroma of prostate
716912006|123037004|Left middle transition zone of prostate
716933002|123037004|Left posterior apical transition zone of prostate
716899002|123037004|Left posterior basal transition zone of prostate
91760001|123037004|Left Posterior Descending Circumflex Coronary Artery
716916009|123037004|Left posterior middle transition zone of prostate
716939003|123037004|Left posterolateral apical peripheral zone of prostate
716907005|123037004|Left posterolateral basal peripheral zone of prostate
57823005|123037004|Left Posterolateral Circumflex Coronary Artery
716922000|123037004|Left posterolateral middle peripheral zone of prostate
716941002|123037004|Left posteromedial apical peripheral zone of prostate
836427009|123037004|Left posteromedial basal peripheral zone of prostate
716924004|123037004|Left posteromedial middle peripheral zone of prostate
50408007|123037004|Left pulmonary artery
27706005|123037004|Left Pulmonary Vein
42320003|123037004|Left seminal vesicle
86367003|123037004|Left upper quadrant of abdomen
87878005|123037004|Left ventricle
70238003|123037004|Left ventricle inflow
13418002|123037004|Left ventricle outflow tract
360066001|260787004|Left Ventricular Assist Device
52988006|49755003|Lesion
301766008|49755003|Lesion of Brain
26805005|123037004|Lesser Saphenous Vein
73930003|123037004|Levatores costarum muscles
52082005|85756007|Ligament
2160002|123037004|Ligamentum arteriosum
279215006|123037004|Limbic lobe
113264009|123037004|Lingual artery
48477009|123037004|Lip
10200004|123037004|Liver
303270005|123037004|Liver and biliary structure
274060004|123037004|Lobar Artery
127920008|123037004|lobar lymph node of the lung
31094006|123037004|Lobe of lung
88340001|123037004|Longissimus muscle
285429007|123037004|lower deep cervical lymph node
19100000|123037004|Lower inner quadrant of breast
245323006|123037004|lower jugular lymph node
30021000|123037004|Lower leg
61685007|123037004|Lower limb
4942000|123037004|lower limb lymph node
90572001|123037004|Lower lobe of lung
33564002|123037004|Lower outer quadrant of breast
127932007|123037004|lower paratracheal (including azygous) lymph node
34635009|123037004|Lumbar artery
8334002|123037004|lumbar lymph node
52612000|123037004|Lumbar region
122496007|123037004|Lumbar spine
1217253001|123037004|Lumbo-sacral spine
91747007|123037004|Lumen of blood vessel
39607008|123037004|Lung
110550009|123037004|lung and tracheobronchial lymph nodes
59441001|123037004|Lymph Node
127937001|123037004|lymph node of aortic arch
127938006|123037004|lymph node of aortopulmonary window
68878000|123037004|lymph node of epiploic foramen
76878005|123037004|lymph node of greater curvature of stomach
13482005|123037004|lymph node of head
312501005|123037004|lymph node of head and neck
279784003|123037004|lymph node of lesser curvature of stomach
312503008|123037004|lymph node of limb
279795009|123037004|lymph node of mesentery
314730000|123037004|lymph node of stomach
127941002|123037004|lymph node of the pulmonary ligament
47109002|123037004|lymph node of thorax
312502003|123037004|lymph node of trunk
279866008|123037004|lymph node ring of cardia of stomach
89890002|85756007|Lymphatic system
83555006|85756007|Lymphatic vessel
6969002|85756007|Lymphoid tissue
90418005|123037004|Male external genitalia
717027004|123037004|Male external urethral sphincter
38242008|123037004|Male internal genitalia
91609006|123037004|Mandible
155338003|123037004|mandibular lymph node
22765000|123037004|Marginal Coronary Artery
4147007|49755003|Mass
59066005|123037004|Mastoid bone
279143009|123037004|mastoid lymph node
70925003|123037004|Maxilla
102304005|260787004|Measuring ruler
61695000|123037004|Media
34625003|123037004|medial common iliac lymph node
42472007|123037004|medial external iliac lymph node
23198005|123037004|medial lacunar lymph node
30114003|123037004|Medial Lemniscus
28390009|123037004|medial longitudinal fasciculus
49852007|123037004|Median Cubital vein
167364008|123037004|median retropharyngeal lymph node
62683002|123037004|mediastinal lymph node
72410000|123037004|Mediastinum
1231004|123037004|Meninges
74135004|85756007|Meniscus
86570000|123037004|Mesenteric artery
299993000|123037004|mesenteric artery lymph node
128583004|123037004|Mesenteric vein
91753007|123037004|Mid Circumflex Coronary Artery
91748002|123037004|Mid Left Anterior Descending Coronary Artery
450960006|123037004|Mid Right Coronary Artery
61962009|123037004|Midbrain
282031000|123037004|midcolic lymph node
716908000|123037004|Middle anterior fibromuscular stroma of prostate
73580002|123037004|Middle cardiac vein
33723005|123037004|Middle cerebellar peduncle
17232002|123037004|Middle Cerebral Artery
414722000|123037004|Middle Cerebral Artery M1 Segment
414723005|123037004|Middle Cerebral Artery M2 Segment
285427009|123037004|middle deep cervical lymph node
25342003|123037004|Middle ear
273099000|123037004|Middle Hepatic Vein
245322001|123037004|middle jugular lymph node
72481006|123037004|Middle lobe of right lung
91134007|123037004|Mitral Valve
701933006|260787004|MOSFET radiation therapy dosimetry system dosimeter
123851003|123037004|Mouth
91727004|85756007|Muscle
22688005|123037004|Muscle of head
102292000|123037004|Muscle of lower limb
81727001|123037004|Muscle of neck
30608006|123037004|Muscle of upper limb
74386004|123037004|Nasal bone
144026003|123037004|nasolabial lymph node
360955006|123037004|Nasopharynx
45048000|123037004|Neck
417437006|123037004|Neck and Chest
416152001|123037004|Neck, Chest and Abdomen
416319003|123037004|Neck, Chest, Abdomen and Pelvis
6574001|49755003|Necrosis
79068005|260787004|Needle
108369006|49755003|Neoplasm
372087000|49755003|Neoplasm, Primary
14799000|49755003|Neoplasm, Secondary
91728009|85756007|Nerve
37512009|123037004|Neurohypophysis
27925004|49755003|Nodule
17621005|49755003|Normal
45206002|123037004|Nose
427667007|123037004|Nucleus Accumbens
36086000|123037004|obturator lymph node
31145008|123037004|Occipital artery
31640002|123037004|Occipital bone
31065004|123037004|Occipital lobe
3916005|123037004|occipital lymph node
32114007|123037004|Occipital vein
56193007|123037004|oculomotor nerve
3960005|123037004|olfactory tract
113346000|123037004|Omental bursa
27398004|123037004|Omentum
262301009|260787004|Opaque Marker
53549008|123037004|Ophthalmic artery
55024004|123037004|Optic canal
244453006|123037004|Optic chiasm
18234004|123037004|optic nerve
70105001|123037004|Optic radiation
53238003|123037004|Optic tract
363654007|123037004|Orbital structure
91772007|85756007|Organ
12052000|123037004|Ovarian Artery
976004|123037004|Ovarian vein
15497006|123037004|Ovary
51283005|123037004|Palatine bone
15776009|123037004|Pancreas
69930009|123037004|Pancreatic duct
110621006|123037004|Pancreatic duct and bile duct systems
77778009|123037004|pancreatic lymph node
76659008|123037004|pancreaticoduodenal lymph node
16050005|123037004|pancreaticosplenic lymph node
127939003|123037004|para-aortic lymph node of the anterior mediastinum
127940001|123037004|paraesophageal lymph node below carina
368550005|123037004|paramammary lymph node
3243006|123037004|parametrial lymph node
2095001|123037004|Paranasal sinus
21875007|123037004|pararectal lymph node
91691001|123037004|Parasternal
82365008|123037004|parasternal lymph node
111002|123037004|Parathyroid
65690001|123037004|paratracheal lymph node
16228004|123037004|paravaginal lymph node
1439000|123037004|paravesicular lymph node
24924006|123037004|Parietal bone
16630005|123037004|Parietal lobe
45289007|123037004|Parotid gland
10209003|123037004|parotid lymph node
64234005|123037004|Patella
83330001|123037004|Patent ductus arteriosus
69691007|123037004|pectoral axillary lymph node
60005003|123037004|Pectoralis major muscle
18686000|123037004|Pectoralis minor muscle
816990003|123037004|Pelvic cavity, false
816991004|123037004|Pelvic cavity, true
54268001|123037004|pelvic lymph node
816092008|123037004|Pelvis
1231522001|123037004|Pelvis and lower extremities
18911002|123037004|Penis
102319006|260787004|Percutaneous transluminal angioplasty balloon
15763003|123037004|Perforating Artery of Kidney
371863001|246464006|Perfusion
25489000|123037004|Pericardial cavity
3924000|123037004|Pericardiophrenic Artery
76848001|123037004|Pericardium
245344006|123037004|perigastric lymph node
38864007|123037004|Perineum
245346008|123037004|peripancreatic lymph node
84782009|123037004|Peripheral nerve
3058005|123037004|Peripheral nervous system
279706003|123037004|Peripheral zone of the prostate
15425007|123037004|Peritioneum
83670000|123037004|Peritoneal cavity
8821006|123037004|Peroneal artery
71758008|123037004|Peroneal Vein
706342009|123037004|Phantom
54066008|123037004|Pharynx
312535008|123037004|Pharynx and larynx
23180006|123037004|Pia mater
45793000|123037004|Pineal Gland
56329008|123037004|Pituitary
83018002|123037004|Plantar Arterial Arch
3120008|123037004|Pleura
43899006|123037004|Popliteal artery
32361000|123037004|Popliteal fossa
47471008|123037004|popliteal lymph node
56849005|123037004|Popliteal Vein
32764006|123037004|Portal vein
245328002|123037004|postauricular lymph node
397435008|123037004|Posterior arch vein
30793004|123037004|posterior auricular lymph node
70382005|123037004|Posterior Cerebral Artery
415144009|123037004|Posterior Cerebral Artery P1 Segment
415145005|123037004|Posterior Cerebral Artery P2 Segment
279336005|123037004|Posterior cerebral commissure
43119007|123037004|Posterior communication artery
53655008|123037004|Posterior Descending Right Coronary Artery
128569001|123037004|Posterior medial tributary
25447008|123037004|posterior mediastinal lymph node
13363002|123037004|Posterior tibial artery
303623000|123037004|posterior tibial lymph node
4258007|123037004|Posterior Tibial Vein
245324000|123037004|posterior triangle cervical lymph node
17269004|123037004|Posterolateral branch of right Coronary Artery
278571002|123037004|postvesicular lymph node
281765006|123037004|prececal lymph node
48193007|123037004|prefemoral lymph node
74203007|123037004|prelaryngeal lymph node
196516004|123037004|prepericardial lymph node
6413002|123037004|presymphysial lymph node
168460001|123037004|pretracheal lymph node
127930004|123037004|prevascular/retrotracheal lymph node
196446004|123037004|prevertebral lymph node
11740004|123037004|prevesicular lymph node
14944004|123037004|Primitive aorta
91707000|123037004|Primitive pulmonary artery
31677005|123037004|Profunda Femoris Artery
23438002|123037004|Profunda Femoris Vein
279189002|123037004|promontory common iliac lymph node
18112008|123037004|Proper Hepatic Artery
41216001|123037004|Prostate
71553001|123037004|Prostatic Urethra
53350007|260787004|Prosthesis
52433000|123037004|Proximal Circumflex Coronary Artery
68787002|123037004|Proximal Left Anterior Descending Coronary Artery
91083009|123037004|Proximal Right Coronary Artery
111289009|123037004|Pulmonary arteriovenous fistula
81040000|123037004|Pulmonary artery
128584005|123037004|Pulmonary artery conduit
128586007|123037004|Pulmonary chamber of cor triatriatum
39057004|123037004|Pulmonary valve
90315007|123037004|pulmonary valve sinuses
430757002|123037004|Pulmonary Vein
122972007|123037004|Pulmonary vein
128566008|123037004|Pulmonary vein confluence
128567004|123037004|Pulmonary venous atrium
89278009|123037004|Putamen
24889003|123037004|pyloric lymph node
45631007|123037004|Radial artery
52359001|123037004|Radial vein
19443004|260787004|Radioactive implant
34402009|123037004|Rectum
312500006|123037004|regional lymph node
2841007|123037004|Renal artery
249708006|123037004|renal hilar lymph node
25990002|123037004|Renal pelvis
56400007|123037004|Renal vein
281847004|123037004|retrocecal lymph node
91394001|123037004|retroperitoneal lymph node
82849001|123037004|Retroperitoneal space
25683005|123037004|retropharyngeal lymph node
280402004|123037004|retropyloric lymph node
127931000|123037004|retrotracheal lymph node (mediastinal)
113197003|123037004|Rib
716936005|123037004|Right anterior apical peripheral zone of prostate
716930004|123037004|Right anterior apical transition zone of prostate
716904003|123037004|Right anterior basal peripheral zone of prostate
716896009|123037004|Right anterior basal transition zone of prostate
716919002|123037004|Right anterior middle peripheral zone of prostate
716913001|123037004|Right anterior middle transition zone of prostate
716926002|123037004|Right apical anterior fibromuscular stroma of prostate
716934008|123037004|Right apical peripheral zone of prostate
716928001|123037004|Right apical transition zone of prostate
73829009|123037004|Right atrium
68300000|123037004|Right auricular appendage
716892006|123037004|Right basal anterior fibromuscular stroma of prostate
716902004|123037004|Right basal peripheral zone of prostate
716894007|123037004|Right basal transition zone of prostate
69421009|123037004|Right Branch of Hepatic Artery
13647002|123037004|Right Coronary Artery
56789007|123037004|Right Coronary Artery Ostium
69833005|123037004|Right femoral artery
272998002|123037004|Right Hepatic Vein
133946002|123037004|Right hypochondriac region
37117007|123037004|Right inguinal region
716917000|123037004|Right lateral middle peripheral zone of prostate
48544008|123037004|Right lower quadrant of abdomen
1017211000|123037004|Right lumbar region
73931004|123037004|Right Main Branch of Portal Vein
70074004|123037004|Right main bronchus
716909008|123037004|Right middle anterior fibromuscular stroma of prostate
716911004|123037004|Right middle transition zone of prostate
716932007|123037004|Right posterior apical transition zone of prostate
12800002|123037004|Right posterior AV Coronary Artery
716898005|123037004|Right posterior basal transition zone of prostate
716915008|123037004|Right posterior middle transition zone of prostate
716938006|123037004|Right posterolateral apical peripheral zone of prostate
716906001|123037004|Right posterolateral basal peripheral zone of prostate
716921007|123037004|Right posterolateral middle peripheral zone of prostate
716940001|123037004|Right posteromedial apical peripheral zone of prostate
836428004|123037004|Right posteromedial basal peripheral zone of prostate
716923005|123037004|Right posteromedial middle peripheral zone of prostate
78480002|123037004|Right pulmonary artery
91539005|123037004|Right Pulmonary Vein
74308000|123037004|Right seminal vesicle
50519007|123037004|Right upper quadrant of abdomen
53085002|123037004|Right ventricle
8017000|123037004|Right ventricle inflow
44627009|123037004|Right ventricle outflow tract
102313007|260787004|Rotational atherectomy device
79926007|123037004|sacral lymph node
1217254007|123037004|Sacro-coccygeal Spine
39723000|123037004|Sacroiliac joint
54735007|123037004|Sacrum
385294005|123037004|Salivary gland
128587003|123037004|Saphenofemoral junction
244415001|123037004|Saphenopopliteal junction
362072009|123037004|Saphenous vein
81132008|123037004|scalene lymph node
50755001|123037004|Scalenous anterior muscle
41695006|123037004|Scalp
79601000|123037004|Scapula
12402003|85756007|Scar tissue
18619003|123037004|Sclera
20233005|123037004|Scrotum
397408004|123037004|Second Lumbar Artery
72674008|123037004|Segment of lung
120234003|123037004|Segmental Artery
127921007|123037004|segmental lymph node of the lung
42575006|123037004|Sella turcica
64739004|123037004|Seminal Vesicle
18346003|123037004|Serratus anterior muscle
58742003|123037004|Sesamoid bones of foot
16982005|123037004|Shoulder
60184004|123037004|Sigmoid colon
30024008|123037004|sigmoid lymph node
397412005|123037004|Sixth Lumbar Artery
127954009|123037004|Skeletal muscle
39937001|85756007|Skin
75093004|123037004|Skin of abdomen
74160004|123037004|Skin of chest
89546000|123037004|Skull
49082002|123037004|Small Cardiac Vein
30315005|123037004|Small intestine
195073003|123037004|Smallest Cardiac Vein
49460000|123037004|Soft palate
87784001|85756007|Soft tissue
397427005|123037004|Soleal vein
73117003|123037004|Sphenoid bone
280401006|123037004|Spinal cerebrospinal fluid pathway
2748008|123037004|Spinal cord
12958003|123037004|Spinal cord gray matter
27088001|123037004|Spinal cord white matter
4317002|123037004|Spinalis muscle
421060004|123037004|Spine
78961009|123037004|Spleen
22083002|123037004|Splenic artery
280824006|123037004|splenic lymph node
35819009|123037004|Splenic vein
23347006|123037004|splenium of corpus callosum
56353002|260787004|Staple
65818007|260787004|Stent
7844006|123037004|Sternoclavicular joint
22823000|123037004|Sternocleidomastoid muscle
56873002|123037004|Sternum
69695003|123037004|Stomach
89149003|260787004|Stretcher
60227002|123037004|subaortic common iliac lymph node
35951006|123037004|Subarachnoid space
28330007|123037004|subcarinal lymph node
36765005|123037004|Subclavian artery
421861001|123037004|subclavian lymph node
9454009|123037004|Subclavian vein
19695001|123037004|Subcostal
64658001|123037004|Subcostal muscle
71966008|85756007|Subcutaneous tissue
5713008|123037004|Submandibular area
54019009|123037004|Submandibular gland
59503006|123037004|submandibular lymph node
170887008|123037004|Submental
46055009|123037004|submental lymph node
280314006|123037004|subpyloric lymph node
12196003|123037004|subscapular axillary lymph node
90588001|123037004|Subscapularis muscle
127922000|123037004|subsegmental lymph node of the lung
70007007|123037004|Substantia nigra
5076001|123037004|Subxiphoid
168557005|123037004|superficial anterior cervical lymph node
279144003|123037004|superficial cervical lymph node
181349008|123037004|Superficial Femoral Artery
397364003|123037004|Superficial Femoral Vein
113340006|123037004|superficial inguinal lymph node
68339009|123037004|superficial intraparotid lymph node
167965000|123037004|superficial lateral cervical lymph node
90606007|123037004|superficial lymph node
26818002|123037004|Superficial Palmar Arch
368479001|123037004|Superficial Palmar Venous Arch
279141006|123037004|superficial parotid lymph node
12728001|123037004|superficial popliteal lymph node
15672000|123037004|Superficial temporal artery
11089000|123037004|Superior cerebellar peduncle
13958008|123037004|superior fronto-occipital fasciculus
76290003|123037004|superior gluteal lymph node
76704003|123037004|superior lateral inguinal lymph node
43863001|123037004|Superior left pulmonary vein
89202009|123037004|Superior longitudinal fasciculus
52554005|123037004|superior medial inguinal lymph node
127925003|123037004|superior mediastinal lymph node
42258001|123037004|Superior mesenteric artery
49394004|123037004|superior mesenteric lymph node
90771006|123037004|Superior Mesenteric Vein
280999005|123037004|superior pancreatic lymph node
281320004|123037004|superior pancreaticoduodenal lymph node
38991005|123037004|Superior phrenic artery
68881005|123037004|superior rectal lymph node
8629005|123037004|Superior right pulmonary vein
72021004|123037004|Superior thyroid artery
67941004|123037004|superior tracheobronchial lymph node
48345005|123037004|Superior vena cava
1918003|123037004|Supra-renal Aorta
76838003|123037004|supraclavicular lymph node
77621008|123037004|Supraclavicular region of neck
79142001|123037004|Suprapulmonic valve area
280216006|123037004|suprapyloric lymph node
6423006|123037004|Supraspinatus muscle
26493002|123037004|Suprasternal notch
27065002|260787004|Suture
44909008|123037004|Sympathetic trunk
281159003|123037004|Systemic artery
128589000|123037004|Systemic collateral artery to lung
360592004|123037004|Systemic vein
128568009|123037004|Systemic venous atrium
64864005|123037004|T1 vertebra
40908007|123037004|T1/T2 disc
7610001|123037004|T10 vertebra
34959001|123037004|T10/T11 disc
12989004|123037004|T11 vertebra
1537001|123037004|T11/T12 disc
23215003|123037004|T12 vertebra
76206002|123037004|T12/L1 disc
53733008|123037004|T2 vertebra
6004007|123037004|T2/T3 disc
1626008|123037004|T3 vertebra
2620004|123037004|T3/T4 disc
73071006|123037004|T4 vertebra
82965004|123037004|T4/T5 disc
56401006|123037004|T5 vertebra
72692000|123037004|T5/T6 disc
45296009|123037004|T6 vertebra
74401007|123037004|T6/T7 disc
62487009|123037004|T7 vertebra
28693002|123037004|T7/T8 disc
11068009|123037004|T8 vertebra
9188009|123037004|T8/T9 disc
82687006|123037004|T9 vertebra
113209001|123037004|T9/T10 disc
86407004|260787004|Table
60105000|123037004|tapetum of corpus callosum
27949001|123037004|Tarsal joint
11628009|123037004|Telencephalon
60911003|123037004|Temporal Bone
78277001|123037004|Temporal lobe
53620006|123037004|Temporomandibular joint
13024002|85756007|Tendon
1193009|123037004|Teres major muscle
51159009|123037004|Teres minor muscle
415646005|123037004|Terminal internal carotid artery
27175001|123037004|Testicular Artery
31688004|123037004|Testicular Vein
40689003|123037004|Testis
42695009|123037004|Thalamus
119406000|123037004|Thalamus
464983000|260787004|Thermoluminescent radiation dosimeter
68367000|123037004|Thigh
714759009|123037004|Thigh perforator
397409007|123037004|Third Lumbar Artery
49841001|123037004|Third ventricle
113262008|123037004|Thoracic aorta
1732005|123037004|Thoracic Duct
122495006|123037004|Thoracic spine
1217256009|123037004|Thoraco-lumbar spine
396339007|123037004|Thrombus
76505004|123037004|Thumb
9875009|123037004|Thymus
6538005|123037004|Thyrocervical trunk
69748006|123037004|Thyroid
80769008|123037004|tibial lymph node
85756007|85756007|Tissue
29707007|123037004|Toe
21974007|123037004|Tongue
38199008|123037004|Tooth
118755002|123037004|Trabeculae carnae
44567001|123037004|Trachea
110726009|123037004|Trachea and bronchus
245341003|123037004|tracheobronchial lymph node
89858007|123037004|tracheobronchial lymph node, located near carina
48387007|260787004|Tracheotomy
399384005|123037004|Transition zone of the prostate
397423009|123037004|Transjugular Intrahepatic Portosystemic Shunt
88454005|123037004|Transversus thoracis
31764008|123037004|Trapezius muscle
46030003|123037004|Tricuspid valve
27612005|123037004|trigeminal nerve
39322007|123037004|trochlear nerve
61959006|123037004|Truncus arteriosus communis
57850000|123037004|Truncus coeliacus
45341000|123037004|Trunk of pulmonary artery
44984001|123037004|Ulnar artery
17623008|123037004|Ulnar vein
50536004|123037004|Umbilical artery
90290004|123037004|Umbilical region
284639000|123037004|Umbilical vein
26230003|123037004|Uncinate fasciculus
40983000|123037004|Upper arm
285425001|123037004|upper deep cervical lymph node
77831004|123037004|Upper inner quadrant of breast
245321008|123037004|upper jugular lymph node
53120007|123037004|Upper limb
44914007|123037004|upper limb lymph node
45653009|123037004|Upper lobe of lung
76365002|123037004|Upper outer quadrant of breast
127927006|123037004|upper paratracheal lymph node (mediastinal)
431491007|123037004|Upper urinary tract
87953007|123037004|Ureter
286558002|260787004|Ureteric stent
13648007|123037004|Urethra
122489005|123037004|Urinary system
78014005|91720002|Urine
91079009|123037004|Uterine Artery
5394000|123037004|uterine paracervical lymph node
35039007|123037004|Uterus
110639002|123037004|Uterus and fallopian tubes
76784001|123037004|Vagina
88882009|123037004|Vagus nerve
57671007|123037004|Vas deferens
118375008|123037004|Vascular graft
107671003|123037004|vascular sclerosis
29092000|123037004|Vein
35532006|123037004|Vena cava
257409000|260787004|Vena cava filter
34340008|123037004|Venous network
31701002|123037004|ventral funiculus
21814001|123037004|Ventricle
195328002|123037004|Ventricular Vein
51282000|123037004|Vertebra
85234005|123037004|Vertebral artery
110517009|123037004|Vertebral column and cranium
80434005|123037004|vertical occipital fasciculus
360992006|123037004|vesicular lymph node
8598002|123037004|vestibulocochlear nerve
87166008|123037004|Vomer bone
45292006|123037004|Vulva
224727009|260787004|Wall
289925000|309825002|Waste Material
389080008|123037004|White Matter
74670003|123037004|Wrist joint
13881006|123037004|Zygoma
`;

/** Dense conditional random field: sharpens the boundaries of label maps along the edges of the image. */
export { type CrfParameters, type CrfProblem, denseCrf } from "./mean-field.ts";
export { refineLabels } from "./refine-labels.ts";
export { intensityRangeOf, toUnitIntensities } from "./unit-intensities.ts";

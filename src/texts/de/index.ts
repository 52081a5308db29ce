import type { Catalogue } from "../catalogue.ts";
import { english } from "../en/index.ts";
export const german: Catalogue = english;

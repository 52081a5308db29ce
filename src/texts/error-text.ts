import { isAutosegError } from "../errors.ts";
import { catalogues } from "./languages.ts";
import { currentLanguage } from "./texts.ts";

/** An error for the user: what its code means in the language of the page, with its own message, which is in English. */
export function errorText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const { errors } = catalogues[currentLanguage()];
  return errors && isAutosegError(error) ? `${errors[error.code]} (${message})` : message;
}

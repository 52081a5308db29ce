/** Grey window: the values shown from black to white, by centre and width. */
export interface GreyWindow {
  readonly center: number;
  readonly width: number;
}

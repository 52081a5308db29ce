/** Grey window of CT and MR: the values shown as black to white, by centre and width. */
export interface GreyWindow {
  readonly center: number;
  readonly width: number;
}

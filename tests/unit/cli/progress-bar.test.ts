import { describe, expect, it } from "vitest";
import { createProgressBar } from "../../../src/cli/terminal.ts";

function fakeTerminal(isTTY: boolean) {
  const written: string[] = [];
  return {
    written,
    stream: { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream,
  };
}

describe("createProgressBar", () => {
  it("draws one line over again and clears it", () => {
    const { written, stream } = fakeTerminal(true);
    const bar = createProgressBar(stream);
    bar.show("segmenting", 3, 12, 4.2);
    bar.close();
    bar.close();
    expect(written).toEqual([
      "\r\u001b[2K██████░░░░░░░░░░░░░░░░░░ 3 of 12 · segmenting · 5 s left",
      "\r\u001b[2K",
    ]);
  });

  it("writes nothing where there is no terminal", () => {
    const { written, stream } = fakeTerminal(false);
    const bar = createProgressBar(stream);
    bar.show("segmenting", 1, 2);
    bar.close();
    expect(written).toEqual([]);
  });
});

import { type ModelManifest, modalityOf, toItemSize } from "../../../src/model/index.ts";
import type { Task } from "../tasks.ts";

/** What a list of models says of a network that is shipped from a comparison, behind its own description. */
export function noteOf({ name }: Task): string {
  return `Trained with a small budget to compare architectures; ${name} is the recommended model.`;
}

/** The card of a network that is shipped from a comparison, without its figures. */
export function cardOf(manifest: ModelManifest, task: Task): string {
  const { title, architecture, segments, networks, licence, data, training, complexity } = manifest;
  const { input, output, weights } = networks[0]!;
  const { rows: height, columns: width } = toItemSize(input);
  const classes = segments.map(({ label, value }) => `${label.toLowerCase()} (${value})`).join(", ");
  const facts: readonly (readonly [string, string])[] = [
    [
      "architecture",
      `${architecture}, described in [docs/architectures.md](../../docs/architectures.md)` +
        (complexity
          ? `; ${millions(complexity.parameters)} million parameters, ${(complexity.multiplyAdds / 1e9).toFixed(1)} billion multiply-adds a slice`
          : ""),
    ],
    [
      "input",
      `\`${input.name}\` \`[${input.shape.join(", ")}]\`: a slice of ${height} x ${width} pixels between its neighbours, prepared as for [${task.name}](../${task.name}/README.md)`,
    ],
    [
      "output",
      `\`${output.name}\` \`[${output.shape.join(", ")}]\`: background, ${segments.map(({ label }) => label.toLowerCase()).join(", ")}`,
    ],
    [
      "files",
      `${weights.map(({ file, precision }) => `\`${file}\`${filesNote(precision, weights.length)}`).join("; ")}; fixed shapes`,
    ],
    ["licence of the weights", licence],
  ];
  return `# ${title}

**Research use only. Not a medical device; its output must not guide a diagnosis or a treatment.${/-NC\b/.test(licence) ? " Non-commercial licence." : ""}**

**This network comes from a comparison of architectures with a small common budget. The recommended model of this task is
[${task.name}](../${task.name}/README.md), which was trained longer.**

A 2-D ${architecture} for ${modalityOf(manifest)}: ${classes}.

| | |
| --- | --- |
${facts.map(([name, fact]) => `| ${name} | ${fact} |`).join("\n")}

## Data and training

${data.map(({ name, licence: terms, note }) => `- ${name}, ${terms}${typeof note === "string" ? `: ${note}` : ""}`).join("\n")}

The split by patient is the one of ${task.name}.${
    training
      ? ` From random weights (seed ${training.seed}) in ${training.steps.toLocaleString("en")} steps and ${training.samples.toLocaleString("en")} patches, the same
[for every architecture of the comparison](../../docs/architectures.md#comparing-them).`
      : ""
  }

## Limits

The limits of [${task.name}](../${task.name}/README.md#limits) apply to this network too. It saw fewer training steps, so expect lower accuracy. It
is meant for comparing architectures on one's own images, not for obtaining the best labels.
`;
}

/** A file of its own in half precision comes with one in single precision; a file alone has its weights rounded. */
function filesNote(precision: string, files: number): string {
  if (files === 1) return " (weights stored in half precision, arithmetic in single precision)";
  return precision === "float16" ? " (half precision inside, float32 input and output)" : " (float32)";
}

function millions(count: number): string {
  return (count / 1e6).toFixed(1);
}

/** The panel as a React component, which comes and goes; the segmentation stays. `createElement` stands for JSX, which needs a compiler. */
import { createAutosegExtension } from "cornerstone-autoseg/cornerstone";
import { AutosegPanel } from "cornerstone-autoseg/react";
import { createElement, useState } from "react";
import { createRoot } from "react-dom/client";
import { fetchSampleFiles, renderingEngineId, startApplication, toolGroupId } from "./host.ts";

await startApplication(await fetchSampleFiles());
const autoseg = createAutosegExtension({
  renderingEngineId,
  toolGroupId,
  models: ["models/ct-liver-tumour/"],
});

function Sidebar() {
  const [isOpen, setOpen] = useState(true);
  const [exported, setExported] = useState("nothing exported yet");
  return createElement(
    "div",
    null,
    createElement("button", { type: "button", onClick: () => setOpen((open) => !open) }, "Segmentation"),
    isOpen &&
      createElement(AutosegPanel, {
        extension: autoseg,
        onExported: ({ file }) => setExported(`${file.size} bytes`),
        style: { "--autoseg-accent": "#ffd166" },
      }),
    createElement("output", null, exported),
  );
}

createRoot(document.querySelector("aside")!).render(createElement(Sidebar));

// For the console.
Object.assign(globalThis, { autoseg });

import { withBase } from "vitepress";
import { defineComponent, h, ref } from "vue";

/** An example in a frame of its own. It loads a study and a model, so it starts when it is asked to. */
export default defineComponent({
  props: {
    page: { type: String, required: true },
    title: { type: String, required: true },
  },
  setup({ page, title }) {
    const address = withBase(`/live/${page}.html`);
    const isRunning = ref(false);
    const start = () =>
      h("button", { type: "button", onClick: () => (isRunning.value = true) }, [
        h("span", { class: "play", "aria-hidden": "true" }),
        h("strong", "Run the example"),
        h(
          "span",
          { class: "note" },
          "Loads the synthetic study and a model, about 20 MB, from this site. Everything runs in this page.",
        ),
      ]);
    const running = () => [
      h("iframe", { src: address, title }),
      h("p", h("a", { href: address, target: "_blank" }, "Open it in a tab of its own")),
    ];
    return () => h("div", { class: "live-example" }, isRunning.value ? running() : [start()]);
  },
});

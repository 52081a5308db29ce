import type { Span } from "@opentelemetry/api";
import { importOptional } from "./optional-packages.ts";

/** What a span says of itself: names of models, codes, numbers and short names; never a UID. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Spans of what takes time, for whoever collects them (OpenTelemetry). */
export interface Traces extends AsyncDisposable {
  /** @param work is given a function that adds attributes once they are known. What it throws becomes the span's code. */
  span<T>(
    name: string,
    attributes: SpanAttributes,
    work: (add: (attributes: SpanAttributes) => void) => Promise<T>,
  ): Promise<T>;
}

/** Where nobody collects them. */
export const noTraces: Traces = {
  span: (_name, _attributes, work) => work(() => undefined),
  [Symbol.asyncDispose]: async () => undefined,
};

/**
 * Sends spans by OTLP over HTTP. Everything else about it is said by the variables of OpenTelemetry:
 * OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER, OTEL_RESOURCE_ATTRIBUTES.
 * @throws AutosegError `queue-unavailable` where the packages are not installed.
 */
export async function openTraces(): Promise<Traces> {
  const [{ SpanStatusCode }, resources, { BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }] =
    await Promise.all([
      importOptional("@opentelemetry/api", () => import("@opentelemetry/api")),
      importOptional("@opentelemetry/resources", () => import("@opentelemetry/resources")),
      importOptional("@opentelemetry/sdk-trace-node", () => import("@opentelemetry/sdk-trace-node")),
      importOptional(
        "@opentelemetry/exporter-trace-otlp-http",
        () => import("@opentelemetry/exporter-trace-otlp-http"),
      ),
    ]);
  const own = resources.resourceFromAttributes({ "service.name": "autoseg" });
  const provider = new NodeTracerProvider({
    resource: own.merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  const tracer = provider.getTracer("autoseg");
  return {
    span: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes: { ...attributes } }, async (span: Span) => {
        try {
          return await work((more) => void span.setAttributes({ ...more }));
        } catch (error) {
          // Messages of errors name addresses and files.
          span.setStatus({ code: SpanStatusCode.ERROR });
          span.setAttribute("autoseg.code", String((error as { code?: string }).code ?? "unexpected"));
          throw error;
        } finally {
          span.end();
        }
      }),
    async [Symbol.asyncDispose]() {
      // A collector that is away does not keep the program.
      await provider.shutdown().catch(() => undefined);
    },
  };
}

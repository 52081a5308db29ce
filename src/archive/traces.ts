import type { Span } from "@opentelemetry/api";
import { importOptional } from "./optional-packages.ts";

/** Attributes of a span: model names, codes, numbers and shortened UIDs; never a UID. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Spans for an OpenTelemetry collector. */
export interface Traces extends AsyncDisposable {
  /** @param work receives a function that adds attributes. An error becomes the span's status. */
  span<T>(
    name: string,
    attributes: SpanAttributes,
    work: (add: (attributes: SpanAttributes) => void) => Promise<T>,
  ): Promise<T>;
}

/** Used if traces are not collected. */
export const noTraces: Traces = {
  span: (_name, _attributes, work) => work(() => undefined),
  [Symbol.asyncDispose]: async () => undefined,
};

/**
 * Sends spans by OTLP over HTTP. Configured by OpenTelemetry's environment variables: OTEL_EXPORTER_OTLP_ENDPOINT,
 * OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER, OTEL_RESOURCE_ATTRIBUTES.
 * @throws AutosegError `queue-unavailable` if the packages are not installed.
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
          // Without the message, which may contain addresses and file names.
          span.setStatus({ code: SpanStatusCode.ERROR });
          span.setAttribute("autoseg.code", String((error as { code?: string }).code ?? "unexpected"));
          throw error;
        } finally {
          span.end();
        }
      }),
    async [Symbol.asyncDispose]() {
      // An unavailable collector must not keep the program from ending.
      await provider.shutdown().catch(() => undefined);
    },
  };
}

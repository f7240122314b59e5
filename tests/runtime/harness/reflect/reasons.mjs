// Why a member is absent, or out of reach, in the runtime that the check starts. The first reason that fits a line holds.
const REASONS = [
  [
    "a class of the definitions that is no global: its objects come from a binding, a handler or another object",
    [/^absent (Agent\w+|Ai\w*|AutoRAG|BrowserRun|ColoLocalActorNamespace|D1\w+|DurableObjectNamespace|EmailEvent|Flagship|JsRpc\w+|R2Object|Span|SqlStorageCursor|ToMarkdownService|Vectorize\w*|WebSearch|Workflow|WorkflowInstance|WorkflowStep)$/],
  ],
  [
    "a handler that only the class of the user has",
    [/ (DurableObject|WorkerEntrypoint|WorkflowEntrypoint)\.(alarm|connect|email|fetch|queue|run|scheduled|tail|tailStream|test|trace|webSocket\w+)$/, / EventListenerObject\./],
  ],
  [
    "newer in the definitions than the pinned runtime",
    [
      /^absent (SubtleCrypto(\.|::)|WebSocket\.bufferedAmount|Span\.|Tracing\.|Ai\.websearch|Socket\.(protocol|proxyTo)|Hyperdrive\.ip|ExecutionContext\.mapVirtualHost)/,
      /^absent (ServiceWorkerGlobalScope\.Datagram|Datagram)$/, /^unreachable Datagram\./,
      /^absent (ImagesBinding\.text|HostedImagesBinding\.createDirectUpload|DurableObjectStorage\.(onNextSessionRestore|snapshot))$/,
    ],
  ],
  ["replication needs the runtime's own network: the local one refuses its flag", [/ DurableObjectState\.configureReadReplication$/, / DurableObjectStorage\.(dis|ens)/]],
  ["the local simulator's object has not got it", [/ ForwardableEmailMessage\./, / StreamVideoHandle\.id$/, /^absent Workflow(Instance)?\./, / WorkflowInstanceSubscription\./]],
  ["an error arrives as a plain `Error`: its own fields are not on it", [/^absent (R2|Stream)Error\./]],
  ["the definitions declare on the instance what is a static", [/^absent PerformanceObserver\.supportedEntryTypes$/]],
  [
    "the binding is a bare proxy to a service of the network: only the service could answer",
    [/^unreachable (AgentMemory|AiGateway|AiSearch|Artifacts|AutoRAG|BrowserRun|Flagship|ImageHandle|Media|ToMarkdownService|WebSearch)/],
  ],
  ["an error that only the service of the network throws", [/^unreachable \w+Error\.name$/]],
  ["a binding that the local runtime has no option for", [/^unreachable (AnalyticsSQLBinding|HyperdriveDynamic\w*|ColoLocalActorNamespace|VectorizeIndex)\./]],
  ["a container needs a container engine", [/^unreachable (Container|ExecProcess)\./]],
  ["set by the network's edge only", [/^unreachable (CacheContext|CloudflareAccessContext)\./]],
  ["the event or class has no way to be made locally", [/ (EmailEvent|PipelineTransformationEntrypoint|UnsafeTraceMetrics)(\.|$)/]],
];

/** The ledger, grouped by reason with counts; the lines without a reason; the reasons without a line. */
export function explain(lines) {
  const groups = REASONS.map(([reason]) => ({ reason, lines: [] }));
  const unexplained = [];
  for (const line of lines) {
    const at = REASONS.findIndex(([, patterns]) => patterns.some((pattern) => pattern.test(line)));
    if (at < 0) unexplained.push(line);
    else groups[at].lines.push(line);
  }
  const sections = groups
    .filter((group) => group.lines.length > 0)
    .map(({ reason, lines }) => `# ${reason}: ${lines.length}\n${lines.join("\n")}\n`);
  const stale = groups.filter((group) => group.lines.length === 0).map((group) => group.reason);
  return { text: sections.join("\n"), unexplained, stale };
}

import type { ProcessMetrics } from './metrics';

/** The requests of one endpoint since the server started. */
export interface RouteFigures {
  /** The template of the endpoint. */
  route: string;
  method: string;
  requests: number;
  /** Answers of 4xx, and of 5xx. */
  clientErrors: number;
  serverErrors: number;
  /** How long half of them, and 95 of 100, took at most, transfers included; in milliseconds, by the histogram's buckets. */
  medianMs: number;
  slowMs: number;
}

/** What all requests of the distribution API came to since the server started. */
export interface RequestFigures {
  routes: RouteFigures[];
  /** How often each code was answered, the most frequent first. */
  errors: { code: string; count: number }[];
  receivedBytes: number;
  sentBytes: number;
}

type Sample = { labels: Partial<Record<string, string | number>>; value: number; metricName?: string };

/** Reads the counters of requests out of the metrics of all processes of a server. */
export function requestFigures(metrics: ProcessMetrics): RequestFigures {
  const samples = (name: string) =>
    (metrics.find((metric) => metric.name === name)?.values ?? []) as readonly Sample[];
  const durations = samples('cyberdock_http_request_duration_seconds');
  const sum = (name: string) => samples(name).reduce((total, { value }) => total + value, 0);
  return {
    routes: [...groups(durations).values()].sort((a, b) => b.requests - a.requests),
    errors: samples('cyberdock_errors_total')
      .map(({ labels, value }) => ({ code: String(labels.code), count: value }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count),
    receivedBytes: sum('cyberdock_http_received_bytes_total'),
    sentBytes: sum('cyberdock_http_sent_bytes_total'),
  };
}

function groups(samples: readonly Sample[]): Map<string, RouteFigures> {
  const found = new Map<string, { figures: RouteFigures; buckets: Map<number, number> }>();
  for (const { labels, value, metricName = '' } of samples) {
    const [route, method] = [String(labels.route), String(labels.method)];
    const key = `${method} ${route}`;
    const group = found.get(key) ?? {
      figures: { route, method, requests: 0, clientErrors: 0, serverErrors: 0, medianMs: 0, slowMs: 0 },
      buckets: new Map<number, number>(),
    };
    found.set(key, group);
    if (metricName.endsWith('_bucket')) {
      const le = labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le);
      group.buckets.set(le, (group.buckets.get(le) ?? 0) + value);
    } else if (metricName.endsWith('_count')) {
      const status = Number(labels.status);
      group.figures.requests += value;
      if (status >= 500) group.figures.serverErrors += value;
      else if (status >= 400) group.figures.clientErrors += value;
    }
  }
  return new Map(
    [...found].map(([key, { figures, buckets }]) => [
      key,
      {
        ...figures,
        medianMs: quantileMs(buckets, figures.requests, 0.5),
        slowMs: quantileMs(buckets, figures.requests, 0.95),
      },
    ]),
  );
}

/** The end of the first bucket that holds the part of all; the last finite one for what is beyond. */
function quantileMs(buckets: ReadonlyMap<number, number>, count: number, part: number): number {
  const ends = [...buckets.keys()].sort((a, b) => a - b);
  const found = ends.find((end) => (buckets.get(end) ?? 0) >= count * part);
  const finite = ends.filter(Number.isFinite).at(-1) ?? 0;
  return Math.min(found ?? finite, finite) * 1_000;
}

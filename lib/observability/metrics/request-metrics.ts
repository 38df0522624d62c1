import { Counter, Histogram, type Registry } from 'prom-client';

/** What metrics keep of an answered request. */
export interface AnsweredRequest {
  method: string;
  /** The template of the endpoint; undefined when there is none of that path. */
  route: string | undefined;
  status: number;
  durationMs: number;
  bytesIn: number;
  bytesOut: number;
  /** The code of the error that was answered. */
  code: string | undefined;
  /** Why the answer is not whole, if it is not. */
  cut: string | undefined;
}

/** From a manifest in memory to a large layer over a slow line, in seconds. */
const durationBuckets = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
];

/** Methods that are told apart; a client may send any word. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The requests of the distribution API. Labels are templates and codes, never what a client chose. */
export class RequestMetrics {
  readonly #requests: Counter<'route' | 'method' | 'status'>;
  readonly #durations: Histogram<'route' | 'method' | 'status'>;
  readonly #errors: Counter<'code'>;
  readonly #received: Counter<'route' | 'method'>;
  readonly #sent: Counter<'route' | 'method'>;
  readonly #cut: Counter<'reason'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#requests = new Counter({
      name: 'cyberdock_http_requests_total',
      help: 'Requests of the distribution API that were answered.',
      labelNames: ['route', 'method', 'status'],
      registers,
    });
    this.#durations = new Histogram({
      name: 'cyberdock_http_request_duration_seconds',
      help: 'How long requests of the distribution API took, transfers of bodies included.',
      labelNames: ['route', 'method', 'status'],
      buckets: durationBuckets,
      registers,
    });
    this.#errors = new Counter({
      name: 'cyberdock_errors_total',
      help: 'Errors that were answered, by the code of the distribution specification.',
      labelNames: ['code'],
      registers,
    });
    this.#received = new Counter({
      name: 'cyberdock_http_received_bytes_total',
      help: 'Bytes that came with requests of the distribution API, headers included.',
      labelNames: ['route', 'method'],
      registers,
    });
    this.#sent = new Counter({
      name: 'cyberdock_http_sent_bytes_total',
      help: 'Bytes of the bodies of answers of the distribution API.',
      labelNames: ['route', 'method'],
      registers,
    });
    this.#cut = new Counter({
      name: 'cyberdock_http_cut_total',
      help: 'Answers whose body did not go out whole, by the reason.',
      labelNames: ['reason'],
      registers,
    });
  }

  /** Counts an answered request. */
  observe(request: AnsweredRequest): void {
    const route = request.route ?? 'none';
    const method = knownMethods.has(request.method) ? request.method : 'other';
    const labels = { route, method, status: request.status };
    this.#requests.inc(labels);
    this.#durations.observe(labels, request.durationMs / 1000);
    this.#received.inc({ route, method }, Math.max(request.bytesIn, 0));
    this.#sent.inc({ route, method }, request.bytesOut);
    if (request.code !== undefined) this.#errors.inc({ code: request.code });
    if (request.cut !== undefined) this.#cut.inc({ reason: request.cut });
  }
}

import { createServer, type Server, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { registry } from './registry';

/** One request of a client and how the registry answered it. */
export interface RecordedRequest {
  method: string;
  /** Path and query. */
  url: string;
  status: number;
  /** Bytes of the request's body. */
  sentBytes: number;
}

/** The registry under another port that writes down what a client asks for. */
export interface Recorder {
  /** `127.0.0.1:PORT`, to be used in the place of the registry's. */
  host: string;
  requests: RecordedRequest[];
  /** The requests that send layers or configs: upload sessions that were not answered by a mount. */
  uploads: () => RecordedRequest[];
  /** The requests that mounted a blob of another repository, all answered with 201. */
  mounts: () => RecordedRequest[];
}

/** Starts a recorder of the registry, or of another on this port, which ends with the test. */
export async function recordRequests(port = registry.port): Promise<Recorder> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const recorded = { method: incoming.method ?? '', url: incoming.url ?? '', status: 0, sentBytes: 0 };
    requests.push(recorded);
    const { method, headers } = incoming;
    // The host that the client asked for is passed on, so that a registry that builds links from it leads back here.
    const onward = send({ host: '127.0.0.1', port, method, path: incoming.url, headers }, (answer) => {
      recorded.status = answer.statusCode ?? 0;
      outgoing.writeHead(recorded.status, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', (error) => outgoing.destroy(error));
    incoming.on('data', (part: Buffer) => {
      recorded.sentBytes += part.length;
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => closeServer(server));
  const isMount = ({ url, status }: RecordedRequest) => /[?&]mount=/.test(url) && status === 201;
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    uploads: () => requests.filter((request) => /\/blobs\/uploads\//.test(request.url) && !isMount(request)),
    mounts: () => requests.filter((request) => isMount(request) && /[?&]from=/.test(request.url)),
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

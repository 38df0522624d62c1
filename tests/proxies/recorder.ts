import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it reached what stands behind a proxy. */
export interface Recorded {
  method: string;
  url: string;
  /** The values of a header, one for each of its lines. @param name in any case */
  values: (name: string) => string[];
  body: string;
  /** Whether the body has come to its end. */
  isWhole: boolean;
}

/** A server behind a proxy that writes down what reaches it, and answers with the path that was asked for. */
export interface Recorder {
  port: number;
  requests: Recorded[];
  stop: () => Promise<void>;
}

/** Starts one on a free port of 127.0.0.1. Its HTTP parser is that of CyberDock. */
export async function startRecorder(): Promise<Recorder> {
  const requests: Recorded[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', rawHeaders } = incoming;
    const parts: Buffer[] = [];
    const recorded: Recorded = {
      method,
      url,
      body: '',
      isWhole: false,
      values: (name) =>
        rawHeaders.filter(
          (_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name.toLowerCase(),
        ),
    };
    requests.push(recorded);
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('error', () => {}); // A proxy that gives up is one of the outcomes.
    incoming.once('end', () => {
      recorded.isWhole = true;
      recorded.body = String(Buffer.concat(parts));
      outgoing.setHeader('Content-Type', 'text/plain').end(url);
    });
  });
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

import { createServer } from 'node:http';
import { loadConfig } from '@/lib/config';
import { Exchange, prepareServer } from '@/lib/http/exchange';
import { openServer } from './server';

// A program, which `bin/plain-server` starts: the registry without Next and its pages, for `cyberdock torture` and for
// tests that start it hundreds of times. The same handler behind a plain Node server, on the address of the configuration. Tells that it listens by a
// line on standard output.

const config = loadConfig();
const server = await openServer(config);
const http = createServer((request, response) => {
  if (request.url === '/readyz') {
    response.end('ready\n');
    return;
  }
  server.registry(new Exchange(request, response)).catch((error: unknown) => {
    process.stderr.write(`${(error as Error).stack ?? error}\n`);
    process.exit(1);
  });
});
prepareServer(http);
// Longer than clients keep idle connections: none is closed while a request is on its way.
http.keepAliveTimeout = 75_000;
http.listen(config.server.port, config.server.host, () => process.stdout.write('listening\n'));
process.once('SIGTERM', () => {
  server.close([http]).then(
    () => process.exit(0),
    () => process.exit(1),
  );
});

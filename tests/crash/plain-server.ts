import { createServer } from 'node:http';
import { loadConfig } from '../../lib/config';
import { Exchange, prepareServer } from '../../lib/http/exchange';
import { openServer } from '../../lib/server/server';

// The registry without Next, for tests that start it hundreds of times: the same handler behind a plain Node
// server, on the address of the configuration. Tells that it listens by a line on standard output.

const config = loadConfig();
const server = await openServer(config);
const http = createServer((request, response) => {
  if (request.url === '/readyz') {
    response.end('ready\n');
    return;
  }
  server.registry(new Exchange(request, response)).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
prepareServer(http);
http.listen(config.server.port, config.server.host, () => console.log('listening'));
process.once('SIGTERM', () => {
  server.close([http]).then(
    () => process.exit(0),
    () => process.exit(1),
  );
});

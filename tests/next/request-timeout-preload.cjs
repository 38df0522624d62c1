// Loaded with `node --require` into the server under test: every HTTP server of the process then has a limit of
// two seconds for a whole request, in place of Node's five minutes, and looks for it four times a second.
const http = require('node:http');

const { createServer } = http;
const limits = { requestTimeout: 2_000, headersTimeout: 2_000, connectionsCheckingInterval: 250 };

http.createServer = (...args) => {
  const listener = args.find((arg) => typeof arg === 'function');
  const options = args.find((arg) => typeof arg === 'object' && arg !== null);
  return createServer({ ...options, ...limits }, listener);
};

/**
 * Every line here keeps a registry client working; `tests/next` guards them.
 * @type {import('next').NextConfig}
 */
const config = {
  // A 308 on `/v2/` or on `POST …/uploads/` breaks clients that do not follow redirects of a POST.
  skipTrailingSlashRedirect: true,
  // gzip of JSON answers would drop their Content-Length; the reverse proxy may compress pages.
  compress: false,
  poweredByHeader: false,
  // Native, or with requirements of their own: they are loaded from node_modules, not bundled.
  serverExternalPackages: ['@node-rs/bcrypt', 'libsql', 'pino', 'pino-pretty', 'prom-client'],
  // `npm test` checks the types; whoever only starts a release need not wait for that.
  typescript: { ignoreBuildErrors: true },
  outputFileTracingRoot: import.meta.dirname,
  turbopack: {
    resolveAlias: {
      // The form for browsers asks the document, which the thread that lays out Markdown does not have.
      'decode-named-character-reference': './node_modules/decode-named-character-reference/index.js',
    },
  },
};

export default config;

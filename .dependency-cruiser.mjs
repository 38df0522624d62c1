/**
 * The direction of imports, as ARCHITECTURE.md draws it. A folder may import what stands on its line and itself;
 * tests may import what they test and the tools of tests.
 */
const mayImport = {
  'lib/oci': [],
  'lib/config': [],
  'lib/http': ['lib/oci'],
  'lib/observability': ['lib/oci', 'lib/config'],
  'lib/database': ['lib/oci', 'lib/config', 'lib/observability'],
  'lib/storage': ['lib/oci', 'lib/config', 'lib/observability', 'lib/database'],
  'lib/auth': ['lib/oci', 'lib/config', 'lib/observability', 'lib/database'],
  // Bytes in, what lies in them out: it knows of no repository.
  'lib/layers': [],
  'lib/content': ['lib/oci', 'lib/config', 'lib/storage'],
  'lib/registry': [
    'lib/oci',
    'lib/config',
    'lib/observability',
    'lib/database',
    'lib/storage',
    'lib/content',
    'lib/auth',
    'lib/http',
  ],
  'lib/maintenance': ['lib/oci', 'lib/config', 'lib/observability', 'lib/database', 'lib/storage'],
  'lib/dashboard': [
    'lib/oci',
    'lib/config',
    'lib/observability',
    'lib/database',
    'lib/storage',
    'lib/auth',
    'lib/layers',
  ],
  // It looks at the registry from outside, as clients do.
  'lib/doctor': ['lib/oci'],
  'lib/server': ['lib/'],
  // It starts the programs of the others and talks to them as a client: what it imports of them are words.
  'lib/torture': ['lib/oci', 'lib/http', 'lib/server', 'lib/config', 'lib/maintenance', 'lib/storage'],
  // What a component knows of the server are the words and the contracts of its JSON, never where bytes lie.
  components: ['lib/oci', 'lib/dashboard'],
  // Each knows the composition root and the entry point that it calls.
  app: ['lib/server', 'lib/dashboard', 'components'],
  'instrumentation.ts': ['lib/server'],
  'middleware.ts': ['lib/server', 'lib/dashboard'],
  bin: [
    'lib/server',
    'lib/config',
    'lib/auth',
    'lib/maintenance',
    'lib/storage',
    'lib/torture',
    'lib/doctor',
    'lib/oci',
  ],
};

const ours = '^(app|lib|components|bin|tests|e2e)/|^(instrumentation|middleware)\\.ts$';
/** Tests, and the folders `testing/` with what several tests use. */
const tests = '\\.test\\.tsx?$|/testing/';
/** `lib/oci` as a pattern of the paths below it. */
const below = (place) => `^${place.replace('.', '\\.')}${/(\.ts|\/)$/.test(place) ? '' : '/'}`;

const directions = Object.entries(mayImport).map(([place, allowed]) => ({
  name: `${place} imports only ${allowed.join(', ') || 'libraries'}`,
  severity: 'error',
  from: { path: below(place), pathNot: tests },
  to: { path: ours, pathNot: [place, ...allowed].map(below) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...directions,
    {
      name: 'every folder of lib has a line in mayImport',
      severity: 'error',
      from: { path: '^lib/', pathNot: [...Object.keys(mayImport).map(below), tests] },
      to: {},
    },
    {
      name: 'nothing in lib, app or components imports tests, not even their tests',
      severity: 'error',
      from: { path: '^(lib|app|components|bin)/', pathNot: tests },
      to: { path: `^(tests|e2e)/|${tests}` },
    },
    {
      name: 'components never reach what holds the data, not even through others',
      severity: 'error',
      from: { path: '^components/', pathNot: tests },
      to: { path: '^lib/(storage|database|registry|server)/', reachable: true },
    },
    {
      name: 'pages load contracts with the answers that they check: never with what asks, and never to be drawn',
      severity: 'error',
      from: {
        path: [
          '^components/',
          '^lib/dashboard/.*(queries|comparison-query|address|addresses|words)\\.ts$',
          '^lib/dashboard/.*(fetch-json|policy-changes|running-jobs|read-parameter)\\.ts$',
          '^lib/dashboard/.*/send-.*\\.ts$',
        ],
        pathNot: tests,
      },
      to: {
        path: ['^lib/dashboard/.*contracts?\\.ts$', '(^|node_modules/)zod/'],
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'only lib/server and lib/http know that Next exists',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(server|http)/' },
      to: { path: '(^|node_modules/)next(/|$)' },
    },
    {
      name: 'only lib/storage, lib/config and lib/database touch the disk; lib/torture looks at it without their help',
      severity: 'error',
      // The file of the audit trail is no content; it may lie on another disk, and is written when storage can't be.
      // Certificates and the Unix socket are none either.
      from: {
        path: '^lib/',
        pathNot: [
          '^lib/(storage|config|database|torture)/',
          '^lib/observability/audit/audit-file\\.ts$',
          // An administrator's file, anywhere on the disk.
          '^lib/auth/identity/htpasswd\\.ts$',
          '^lib/server/serve/(listen|tls/read-tls)\\.ts$',
          tests,
        ],
      },
      to: { path: '^(node:)?fs(/promises)?$', dependencyTypesNot: ['type-only'] },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'every import is found', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'the server uses no development dependency',
      severity: 'error',
      from: { path: '^(app|lib|components|bin)/|^(instrumentation|middleware)\\.ts$', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|data|next-env\\.d\\.ts)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};

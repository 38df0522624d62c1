import fc from 'fast-check';

/** The names of a run, each with its prefix: names that are near each other, or look alike, or are the same twice. */
export const nameForms = [
  'own/app',
  'own/app/sub',
  'own/app2',
  'team/app',
  'team/app2',
  'team/app/sub',
  'team-a/app',
  'team',
  'sealed/app',
  'sealed/app/sub',
  'sealed',
] as const;

/** As they stand in requests: names of one component are those of `library/`; some are no names at all. */
const spelled = [...nameForms, 'library:team', 'library:sealed', 'SEALED/app', 'sealed/../own/app'] as const;

const near = ['own/app', 'sealed/app', 'team/app', 'sealed'] as const;
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constant('own/app' as const) },
  { weight: 4, arbitrary: fc.constantFrom(...near) },
  { weight: 2, arbitrary: fc.constantFrom(...spelled) },
);
/** Where to mount from: for the most part what must not be seen. */
const source = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('sealed/app' as const, 'sealed' as const, 'team/app' as const) },
  { weight: 1, arbitrary: name },
);
const realName = fc.constantFrom(...nameForms);
const blob = fc.nat(5);
const image = fc.nat(4);
const digest = fc.nat(11);
const tag = fc.constantFrom('v1', 'v2', 'latest', 'none', 'v1.at.20250101T000000Z', 'v1.at.20250101', 'V1');
const reference = fc.oneof(tag, digest);
const method = fc.constantFrom('GET' as const, 'HEAD' as const);
/** Sessions and tokens are numbered as they come, and counted anew beyond the last. */
const earlier = fc.nat(5);

/** Who sends a request: with the access token, with nothing, or with a bearer token of before. */
const by = fc.oneof(
  { weight: 8, arbitrary: fc.constant('mallory' as const) },
  { weight: 1, arbitrary: fc.constant('nobody' as const) },
  { weight: 2, arbitrary: earlier },
);

const page = fc.record(
  { n: fc.constantFrom(0, 1, 2, 3), last: fc.oneof(realName, fc.constantFrom('', 'a', 'team/', 'zzz')) },
  { requiredKeys: [] },
);

const asked = fc.oneof(
  fc.record({ what: fc.constant('manifest' as const), method, name, reference, by }),
  fc.record({ what: fc.constant('blob' as const), method, name, digest, range: fc.boolean(), by }),
  fc.record({ what: fc.constant('tags' as const), name, page, by }),
  fc.record({ what: fc.constant('referrers' as const), name, digest, filter: fc.boolean(), by }),
  fc.record({ what: fc.constant('catalog' as const), page, walk: fc.boolean(), by }),
  fc.record({ what: fc.constant('begin' as const), name, by }),
  fc.record({
    what: fc.constant('mount' as const),
    name,
    digest,
    from: fc.option(source, { freq: 4 }),
    by,
  }),
  fc.record({ what: fc.constant('push whole' as const), name, blob, wrong: fc.boolean(), by }),
  fc.record({
    what: fc.constantFrom('status', 'append', 'finish', 'cancel'),
    session: earlier,
    name: fc.option(name),
    blob,
    by,
  }),
  fc.record({ what: fc.constant('push manifest' as const), name, image, reference, by }),
  fc.record({ what: fc.constant('delete manifest' as const), name, reference, by }),
  fc.record({ what: fc.constant('delete blob' as const), name, digest, by }),
  fc.record({
    what: fc.constant('token' as const),
    scopes: fc.array(fc.tuple(name, fc.constantFrom('pull', 'pull,push', 'delete', '*')), { maxLength: 4 }),
    catalog: fc.boolean(),
    by: fc.constantFrom('mallory' as const, 'nobody' as const),
  }),
);

/** What others do in repositories that must not be seen, in one of the two worlds alone. */
const hidden = fc.oneof(
  fc.record({ what: fc.constant('hidden push' as const), name: realName, image }),
  fc.record({ what: fc.constant('hidden blob' as const), name: realName, blob }),
  fc.record({ what: fc.constant('hidden upload' as const), name: realName }),
  fc.record({ what: fc.constant('hidden delete' as const), name: realName, digest }),
  fc.record({ what: fc.constant('hidden end' as const), name: realName }),
);

export type Asked = typeof asked extends fc.Arbitrary<infer Value> ? Value : never;
export type Hidden = typeof hidden extends fc.Arbitrary<infer Value> ? Value : never;

const actions = fc.constantFrom(
  ['pull'],
  ['pull', 'push'],
  ['pull', 'push', 'delete'],
  ['pull', 'retag'],
  ['administer'],
);
const subject = fc.constantFrom(
  'user:mallory',
  'user:mallory',
  'signed-in',
  'everyone',
  'anonymous',
  'group:crew',
  'group:others',
  'user:alice',
  'robot:mallory',
);
/** Patterns of rules; `~` stands for the prefix of the run. */
const pattern = fc.constantFrom(
  '~own/**',
  '~own/*',
  '~team/*',
  '~team/**',
  '~team/app',
  '~team',
  'library/~*',
  '~*/app',
  '~*/*',
  '**/sub',
  '~sealed/app',
  '~sealed',
  '{user}/**',
);
const rule = fc.record({
  effect: fc.constantFrom('allow' as const, 'allow' as const, 'allow' as const, 'deny' as const),
  subjects: fc.array(subject, { minLength: 1, maxLength: 2 }),
  repositories: fc.array(pattern, { minLength: 1, maxLength: 2 }),
  actions,
});

/** What lets mallory do something at all, in most runs. */
const usual = [
  { subjects: ['user:mallory'], repositories: ['~own/**'], actions: ['administer'] },
  { subjects: ['signed-in'], repositories: ['~own/**', '~team/*'], actions: ['pull', 'push', 'delete'] },
  { subjects: ['everyone'], repositories: ['~own/*', '~team/**', '~team'], actions: ['pull', 'push'] },
].map((one) => ({ effect: 'allow' as const, ...one }));

/** A run: rules, what lies where at its beginning, and what is asked and done then. */
export const scenario = fc.record({
  rules: fc
    .tuple(fc.option(fc.constantFrom(...usual)), fc.array(rule, { maxLength: 4 }))
    .map(([one, others]) => (one ? [one, ...others] : others)),
  /** Images of repositories, with the tags; those that must not be seen get them in one world alone. */
  stored: fc.array(fc.record({ name: realName, image, tag: fc.constantFrom('v1', 'v2', 'latest') }), {
    minLength: 6,
    maxLength: 14,
    size: 'max',
  }),
  steps: fc.array(fc.oneof({ weight: 5, arbitrary: asked }, { weight: 1, arbitrary: hidden }), {
    minLength: 30,
    maxLength: 60,
    size: 'max',
  }),
});
export type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;

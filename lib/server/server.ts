import { setMaxListeners } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { type Auth, openAuth } from '@/lib/auth/auth';
import { OidcSignIn } from '@/lib/auth/oidc/oidc-sign-in';
import { Throttle } from '@/lib/auth/throttle';
import { type Config, type EffectiveSetting, readClientSecret, readSigners, settingsOf } from '@/lib/config';
import { ContentPolicies } from '@/lib/content/content-policies';
import { Checkpointer } from '@/lib/database/checkpointer';
import type { Exchange } from '@/lib/http/exchange';
import { Forwarding } from '@/lib/http/forwarding';
import { LayerReader } from '@/lib/layers/layer-reader';
import { Jobs } from '@/lib/maintenance/jobs';
import { runSchedule } from '@/lib/maintenance/scheduler';
import { createLog } from '@/lib/observability/log';
import { createRegistry, type RegistryHandler } from '@/lib/registry/handle';
import { RequestLimits } from '@/lib/registry/limits/request-limits';
import { createTokenHandler } from '@/lib/registry/token';
import { Storage } from '@/lib/storage/storage';
import { logAccess, logToken } from './access-log';
import { AskedJobs } from './asked-jobs';
import { auditOfToken } from './audit/audit-of-token';
import { requireClosed, saidAtStart } from './first-start';
import { Observation } from './observation';
import { awaitProvider } from './oidc/await-provider';
import { repeat } from './repeat';
import { scheduleOf } from './schedule';
import { type Upkeep, upkeepOf } from './upkeep';
import { UsageCache } from './usage-cache';
import { warmUp } from './warm-up';

/** CyberDock, running: everything is built here, once. */
export interface Server {
  config: Config;
  log: Logger;
  content: Storage;
  /** Reads what lies in layers. */
  layers: LayerReader;
  /** Who may come in and what they may do. */
  auth: Auth;
  /** Signing in with OpenID Connect; undefined where there is none. */
  oidc: OidcSignIn | undefined;
  /** What the settings ask of manifests. */
  policies: ContentPolicies;
  /** Answers a request of the distribution API. */
  registry: RegistryHandler;
  /** Answers a request for a bearer token. */
  token: (exchange: Exchange) => Promise<void>;
  /** Who really asks, and under which address, whatever proxy stands in front. */
  forwarding: Forwarding;
  /** What is done from time to time, and its runs. */
  jobs: Jobs;
  /** Runs jobs that somebody at the dashboard asks for, and what these can be. */
  askedJobs: AskedJobs;
  upkeep: Upkeep;
  /** The settings that the configuration was read from. */
  settings: EffectiveSetting[];
  /** What everything takes on disk. */
  usage: UsageCache;
  /** Metrics, the audit trail, readiness and health. */
  observation: Observation;
  /** Whether new work is welcome: false while the server ends. */
  isReady: () => boolean;
  /** Aborted when the server ends: what would go on for as long as its client likes ends then. */
  ending: AbortSignal;
  /**
   * Ends: readiness fails at once, running transfers get `server.drainTimeout`, then they are cut.
   * @param servers whose connections are to be ended
   */
  close: (servers: Iterable<HttpServer>) => Promise<void>;
}

/** How often expired uploads are looked for, and what else is due from time to time. */
const tidyIntervalMs = 60_000;
/** How often a server that ends looks for connections that have nothing more to do. */
const closeIdleEveryMs = 100;

/**
 * Builds the server and opens the data folder; slow checks go on behind.
 * @throws UnusableFolder when the data folder can't be used; OpenToNetwork; ConfigError when the key of a signer or
 * the client secret can't
 */
export async function openServer(config: Config): Promise<Server> {
  requireClosed(config);
  const signers = readSigners(config.content.policies);
  const clientSecret = readClientSecret(config.oidc);
  const log = createLog(config.log);
  const observation = new Observation(config, log);
  const content = await Storage.open(config, {
    ...observation.told,
    onCorrupt: (digest) => {
      observation.told.onCorrupt(digest);
      log.error({ digest }, 'content is corrupt and was put in quarantine: push it again to heal it');
    },
    onBrokenTags: (repository, tags) =>
      log.warn(
        { repository, tags },
        'tags point to manifests that are not there: push these again, or delete the tags',
      ),
    onDamagedDatabase: (file) =>
      log.error({ file }, 'the database was damaged and is begun anew from the files: no content is lost'),
  });
  const checkpointer = new Checkpointer(content.parts.database, content.parts.paths.database, (error) =>
    log.warn({ err: error }, 'the database is written by the main thread: requests may wait for the disk'),
  );
  const auth = openAuth(config, content.parts.database, new Throttle(), (problem) =>
    log.warn({ problem }, 'the htpasswd file has a mistake'),
  );
  const oidc =
    config.oidc && auth.admission && !auth.isOpen
      ? new OidcSignIn(config.oidc, clientSecret, auth.admission)
      : undefined;
  const said = await saidAtStart(auth);
  if (said !== undefined) process.stdout.write(said);
  const jobs = new Jobs(content.parts, (run) => observation.ended(run));
  const forwarding = new Forwarding(config.server);
  const limits = new RequestLimits(config.limits);
  const policies = new ContentPolicies(config.content.policies, signers, content);
  const layers = new LayerReader();
  const ending = new AbortController();
  // Whoever listens to events waits for it.
  setMaxListeners(0, ending.signal);
  observation.begin(content, ending.signal);
  const askedJobs = new AskedJobs(ending.signal, (kind, error) =>
    log.error({ kind, err: error }, 'what was asked for failed'),
  );
  const usage = new UsageCache(content.parts, config.maintenance, ending.signal, (error) =>
    log.error({ err: error }, 'the usage could not be measured'),
  );
  const background = [
    content.inspect(ending.signal).catch((error) => log.error({ err: error }, 'the inspection failed')),
    repeat(
      tidyIntervalMs,
      ending.signal,
      async () => {
        const removed = await content.tidy();
        if (removed > 0) log.info({ removed }, 'expired uploads were removed');
      },
      (error) => log.error({ err: error }, 'the folder could not be tidied'),
    ),
    repeat(
      tidyIntervalMs,
      ending.signal,
      async () => auth.sessions.expire(),
      (error) => log.error({ err: error }, 'sessions that have ended could not be removed'),
    ),
    repeat(
      tidyIntervalMs,
      ending.signal,
      () => observation.tidy(),
      (error) => log.error({ err: error }, 'the audit trail could not be tidied'),
    ),
    repeat(
      tidyIntervalMs,
      ending.signal,
      () => usage.keepDays(),
      (error) => log.error({ err: error }, 'the figures of the day could not be kept'),
    ),
    warmUp(observation, ending.signal),
    oidc && awaitProvider(oidc, config.oidc?.issuer ?? '', log, ending.signal),
    runSchedule(scheduleOf(config, content.parts, jobs), jobs, ending.signal, {
      onDone: (kind, result) => log.info({ kind, result }, 'maintenance has run'),
      onFailed: (kind, error) => log.error({ kind, err: error }, 'maintenance failed'),
    }),
  ];
  return {
    config,
    log,
    content,
    layers,
    auth,
    oidc,
    jobs,
    askedJobs,
    upkeep: upkeepOf(config, content.parts, jobs, () => usage.forget()),
    settings: settingsOf(config),
    usage,
    policies,
    observation,
    forwarding,
    registry: createRegistry({
      storage: content,
      policies,
      limits,
      config,
      auth,
      forwarding,
      onAnswered: (access) => {
        logAccess(log, access);
        observation.answered(access);
      },
    }),
    token: createTokenHandler({
      auth,
      config,
      limits,
      forwarding,
      onToken: (answer, exchange) => {
        logToken(log, answer);
        const { address } = forwarding.client(exchange);
        observation.audit.record(
          auditOfToken(answer, { address, client: exchange.request.headers['user-agent'] }),
        );
      },
      onFailed: (error) => log.error({ err: error }, 'a request for a token failed'),
    }),
    isReady: () => !ending.signal.aborted,
    ending: ending.signal,
    close: async (servers) => {
      ending.abort();
      await drain([...servers], config.server.drainTimeoutMs);
      layers.close();
      await Promise.all([...background, askedJobs.idle(), usage.idle()]);
      await observation.close();
      await checkpointer.close();
      await content.close();
    },
  };
}

/** Lets running requests end, up to a time; then cuts them. */
async function drain(servers: HttpServer[], timeoutMs: number): Promise<void> {
  const ended = servers.map((server) => new Promise((resolve) => server.close(resolve)));
  const closeIdle = () => {
    for (const server of servers) server.closeIdleConnections();
  };
  closeIdle();
  // A connection whose transfer has ended would stay open for the next request.
  const again = setInterval(closeIdle, closeIdleEveryMs);
  const cut = setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, timeoutMs);
  await Promise.all(ended);
  clearInterval(again);
  clearTimeout(cut);
}

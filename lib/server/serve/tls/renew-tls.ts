import type { Server } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { TlsConfig } from '@/lib/config';
import type { Logger } from '@/lib/observability/log';
import { checkTls, readTlsFiles, type TlsFiles, type TlsMaterial, UnusableTls } from './read-tls';

/**
 * How often the files are looked at. They are read, for what tells of changes does not work on every mount, nor
 * when a folder is swapped below a symbolic link, as Kubernetes does.
 */
const lookEveryMs = 2_000;
const warnBeforeMs = 14 * 86_400_000;

/** What is served with, and the files that it came from. */
export interface LoadedTls {
  files: TlsFiles;
  material: TlsMaterial;
}

/** Reads and checks the files for the first time. @throws UnusableTls */
export async function loadTls(config: TlsConfig): Promise<LoadedTls> {
  const files = await readTlsFiles(config);
  return { files, material: checkTls(files, config) };
}

/**
 * Looks from time to time whether the files have changed, until the signal, and gives the server what they hold then:
 * for new connections, the open ones go on. What can't be used is told and left alone. Warns of a certificate that has
 * expired, or does soon.
 */
export async function renewTls(
  server: Pick<Server, 'setSecureContext'>,
  config: TlsConfig,
  loaded: LoadedTls,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  let { material } = loaded;
  let judged = textOf(loaded.files);
  let seenBefore = judged;
  let told = 'holds';
  while (!signal.aborted) {
    const holds = howLongItHolds(material, Date.now());
    if (holds !== told) tellValidity(holds, material, config, log);
    told = holds;
    await delay(lookEveryMs, undefined, { signal, ref: false }).catch(() => undefined); // Ended by the signal.
    if (signal.aborted) return;
    const files = await readTlsFiles(config).catch((error: unknown) => error as UnusableTls);
    const seen = textOf(files);
    // What is the same at two looks is whole: a certificate and its key are two files.
    const isNew = seen !== judged && seen === seenBefore;
    seenBefore = seen;
    if (!isNew) continue;
    judged = seen;
    try {
      if (files instanceof Error) throw files;
      material = checkTls(files, config);
      server.setSecureContext(material.options);
      told = 'holds';
      log.info(
        { certificate: config.certificateFile, validTo: new Date(material.validToMs).toISOString() },
        'the certificates have changed: new connections get the new ones',
      );
    } catch (error) {
      const reason = error instanceof UnusableTls ? error.message : String(error);
      log.error({ reason }, 'the certificates have changed and can not be used: the ones from before stay');
    }
  }
}

function textOf(files: TlsFiles | Error): string {
  return files instanceof Error ? files.message : JSON.stringify(files);
}

/** Whether a certificate holds at a time. */
export function howLongItHolds(
  { validFromMs, validToMs }: Pick<TlsMaterial, 'validFromMs' | 'validToMs'>,
  nowMs: number,
): 'not yet' | 'holds' | 'ends soon' | 'no more' {
  if (nowMs < validFromMs) return 'not yet';
  if (nowMs > validToMs) return 'no more';
  // One that is made for a short time would always end soon.
  const soonMs = Math.min(warnBeforeMs, (validToMs - validFromMs) / 4);
  return nowMs > validToMs - soonMs ? 'ends soon' : 'holds';
}

function tellValidity(
  holds: ReturnType<typeof howLongItHolds>,
  { validFromMs, validToMs }: TlsMaterial,
  { certificateFile: certificate }: TlsConfig,
  log: Logger,
): void {
  const [validFrom, validTo] = [validFromMs, validToMs].map((ms) => new Date(ms).toISOString());
  if (holds === 'not yet')
    log.error({ certificate, validFrom }, 'the certificate of this server holds later');
  if (holds === 'no more') log.error({ certificate, validTo }, 'the certificate of this server has expired');
  if (holds === 'ends soon')
    log.warn({ certificate, validTo }, 'the certificate of this server expires soon');
}

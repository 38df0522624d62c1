import { z } from 'zod';
import { accessSettings } from './sections/access';
import { authConfig, authSettings } from './sections/auth';
import { backupSettings } from './sections/backup';
import { contentConfig, contentSettings } from './sections/content';
import { limitsConfig, limitsSettings } from './sections/limits';
import { logConfig, logSettings } from './sections/log';
import { maintenanceConfig, maintenanceSettings } from './sections/maintenance';
import { metricsSettings } from './sections/metrics';
import { oidcConfig, oidcSettings } from './sections/oidc';
import { repositoriesSettings } from './sections/repositories';
import { retentionConfig, retentionSettings } from './sections/retention';
import { serverConfig, serverSettings } from './sections/server';
import { storageConfig, storageSettings } from './sections/storage';
import { tlsConfig, tlsSettings } from './sections/tls';
import type { SettingMeta } from './setting';

/** The sections of `cyberdock.yaml`, in the order of the reference page. */
export const sections = {
  server: serverSettings,
  tls: tlsSettings,
  storage: storageSettings,
  repositories: repositoriesSettings,
  maintenance: maintenanceSettings,
  retention: retentionSettings,
  backup: backupSettings,
  content: contentSettings,
  limits: limitsSettings,
  log: logSettings,
  metrics: metricsSettings,
  auth: authSettings,
  oidc: oidcSettings,
  access: accessSettings,
};

/** The one schema of all settings, as they are written. */
export const settingsSchema = z.strictObject({
  server: sections.server.prefault({}),
  tls: sections.tls.prefault({}),
  storage: sections.storage.prefault({}),
  repositories: sections.repositories.prefault({}),
  maintenance: sections.maintenance.prefault({}),
  retention: sections.retention.prefault({}),
  backup: sections.backup.prefault({}),
  content: sections.content.prefault({}),
  limits: sections.limits.prefault({}),
  log: sections.log.prefault({}),
  metrics: sections.metrics.prefault({}),
  auth: sections.auth.prefault({}),
  oidc: sections.oidc.prefault({}),
  access: sections.access.prefault({}),
});

/** One setting, as the reference page and the messages about mistakes show it. */
export interface Setting extends SettingMeta {
  section: keyof typeof sections;
  name: string;
  /** `storage.maxBlobSize` */
  key: string;
  /** `CYBERDOCK_STORAGE_MAX_BLOB_SIZE` */
  variable: string;
}

/** Every setting, in the order of the schema. */
export const settings: Setting[] = Object.entries(sections).flatMap(([section, schema]) =>
  Object.entries(schema.shape).map(([name, leaf]) => ({
    ...(leaf.meta() as unknown as SettingMeta),
    section: section as keyof typeof sections,
    name,
    key: `${section}.${name}`,
    variable: variableOf(section, name),
  })),
);

function variableOf(section: string, name: string): string {
  return `CYBERDOCK_${section}_${name.replace(/[A-Z]/g, '_$&')}`.toUpperCase();
}

/** The settings as the server uses them: units in the names, paths absolute. */
export function toConfig(written: z.output<typeof settingsSchema>, cwd: string) {
  const storage = storageConfig(written.storage, cwd);
  return {
    server: serverConfig(written.server, cwd),
    tls: tlsConfig(written.tls, cwd),
    storage,
    repositories: written.repositories,
    maintenance: maintenanceConfig(written.maintenance),
    retention: retentionConfig(written.retention),
    backup: written.backup,
    content: contentConfig(written.content, cwd),
    limits: limitsConfig(written.limits),
    log: logConfig(written.log, cwd, storage.root),
    metrics: written.metrics,
    auth: authConfig(written.auth, cwd),
    oidc: oidcConfig(written.oidc, cwd),
    access: written.access,
  };
}

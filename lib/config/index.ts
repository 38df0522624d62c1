export { ConfigError } from './config-error';
export { environmentWithoutSettings } from './environment';
export { type Config, loadConfig } from './load';
export type { RetentionConfig, RetentionPolicy } from './sections/retention';
export type { TlsConfig } from './sections/tls';

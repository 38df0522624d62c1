export { ConfigError } from './config-error';
export { type Config, loadConfig } from './load';
export type { RetentionConfig, RetentionPolicy } from './sections/retention';

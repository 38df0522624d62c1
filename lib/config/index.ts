export { ConfigError } from './config-error';
export { environmentWithoutSettings } from './environment';
export { type Config, loadConfig } from './load';
export type { ContentPolicy } from './sections/content';
export type { RetentionConfig, RetentionPolicy } from './sections/retention';
export { readSigners, type Signers } from './signers';

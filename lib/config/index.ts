export { ConfigError } from './config-error';
export { environmentWithoutSettings } from './environment';
export { type Config, loadConfig } from './load';
export { accessActions, isRuleGlob, isSubject, ruleGlobsAllowed, subjectsAllowed } from './sections/access';
export type { ContentPolicy } from './sections/content';
export type { RetentionConfig, RetentionPolicy } from './sections/retention';
export type { TlsConfig } from './sections/tls';
export { readSigners, type Signers } from './signers';

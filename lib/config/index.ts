export { ConfigError } from './config-error';
export { type EffectiveSetting, settingsOf } from './effective';
export { environmentWithoutSettings } from './environment';
export { type Config, loadConfig } from './load';
export { readClientSecret } from './read-client-secret';
export {
  asConfiguration,
  type PolicyMistake,
  readRetentionPolicy,
  writtenPolicy,
} from './read-retention-policy';
export { SecretText } from './secret-text';
export { accessActions, isRuleGlob, isSubject, ruleGlobsAllowed, subjectsAllowed } from './sections/access';
export type { ContentPolicy } from './sections/content';
export type { OidcConfig } from './sections/oidc';
export { policyPlace, type RetentionConfig, type RetentionPolicy } from './sections/retention';
export type { TlsConfig } from './sections/tls';
export { readSigners, type Signers } from './signers';

export { ConfigError } from './config-error';
export { type Config, loadConfig } from './load';

export { readConfig, type StsConfig } from './config.ts';
export { ConfigError } from './config-error.ts';
export { ProviderMissingError } from './providers/local/provider-missing-error.ts';
export { type StartedStsService, startStsService } from './sts-service.ts';

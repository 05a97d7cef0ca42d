export { ConfigError } from '../runtime/config-error.ts';
export { readConfig, type StsConfig } from './config.ts';
export { ProviderMissingError } from './providers/local/provider-missing-error.ts';
export { type StartedStsService, startStsService } from './sts-service.ts';

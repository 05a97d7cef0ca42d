export type { Alterations } from './alterations.ts';
export { type AttachConfigInput, defineConfig } from './attach/attach-config.ts';
export { leftOutChecksOf } from './attach/load-attach-config.ts';
export { createEnvironment } from './create-environment.ts';
export type { Endpoints } from './endpoints.ts';
export type { StartedEnvironment } from './environment.ts';

export {
  DOCUMENTED_PROFILE,
  type DubLevel,
  dubLevelSchema,
  type PipelineProfile,
  pipelineProfileSchema,
} from './pipeline-profile.ts';

export { redactSettings } from './redact-settings.ts';
export { type ScenarioOptions, scenarioOptionsSchema } from './scenario-options.ts';
export type {
  ServiceControl,
  ServiceName,
  ServiceSettings,
} from './service-control.ts';

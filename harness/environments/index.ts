export { type AttachConfigInput, defineConfig } from './attach/attach-config.ts';
export { leftOutChecksOf } from './attach/load-attach-config.ts';
export { createEnvironment } from './create-environment.ts';
export type { Endpoints, Environment, EnvironmentService, StartedEnvironment } from './environment.ts';
export { EnvironmentError, type EnvironmentErrorCode, ServiceDiedError } from './environment-error.ts';
export { DOCUMENTED_PROFILE, type PipelineProfile, pipelineProfileSchema } from './pipeline-profile.ts';
export { DOCUMENTED_PORTS } from './process/ports.ts';
export { requireMediaTools } from './process/tools.ts';
export { type ScenarioOptions, scenarioOptionsSchema } from './scenario-options.ts';
export {
  SERVICE_NAMES,
  type ServiceControl,
  type ServiceName,
  type ServiceSettings,
} from './service-control.ts';

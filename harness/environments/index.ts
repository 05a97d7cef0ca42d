export type { Endpoints, Environment, EnvironmentService, StartedEnvironment } from './environment.ts';
export { EnvironmentError, type EnvironmentErrorCode, ServiceDiedError } from './environment-error.ts';
export { DOCUMENTED_PORTS } from './process/ports.ts';
export { type PipelineOptions, ProcessEnvironment } from './process/process-environment.ts';
export { requireMediaTools } from './process/tools.ts';
export { type ScenarioOptions, scenarioOptionsSchema } from './scenario-options.ts';

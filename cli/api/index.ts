/** Define scenarios for any pipeline. */
export {
  type CheckDefinition,
  CheckFailedError,
  type CheckRegistry,
  type CheckResult,
  type CheckStatus,
  defineScenario,
  type ErrorRecord,
  type ExactCheck,
  type FaultClass,
  HarnessError,
  type HarnessErrorOptions,
  type Json,
  type LogLevel,
  type NotMeasured,
  type NumberCheck,
  type NumberLimit,
  type Parser,
  type PollOptions,
  PollTimeoutError,
  type RecordedValue,
  type RunContext,
  type RunEvent,
  type RunResult,
  type RunStatus,
  readEventLog,
  type Scenario,
  type ScenarioDefinition,
  type ScenarioInput,
  type Step,
  type StepContext,
  type StepResult,
  type StepStatus,
} from '../../harness/engine/index.ts';
/** For `dubstep.config.ts`, which describes a running pipeline. */
export { type AttachConfigInput, defineConfig } from '../../harness/environments/index.ts';
/** Run a scenario and write its reports. */
export { type Reporter, type ReporterName, type RunSettings, run } from './run.ts';

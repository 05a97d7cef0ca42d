/** A scenario of your own, for any pipeline: what it is written with. */
export { type DefinedScenario, defineScenario, type ScenarioInput } from './define-scenario.ts';
export {
  CheckFailedError,
  type CheckResult,
  type CheckStatus,
  type ErrorRecord,
  type ExactCheck,
  type FaultClass,
  HarnessError,
  type HarnessErrorOptions,
  type Json,
  type LogLevel,
  type NumberCheck,
  type NumberLimit,
  type Parser,
  type PollOptions,
  PollTimeoutError,
  type RunContext,
  type RunEvent,
  type RunResult,
  type RunStatus,
  readEventLog,
  type Scenario,
  type ScenarioDefinition,
  type Step,
  type StepContext,
  type StepResult,
  type StepStatus,
} from './engine/index.ts';
/** For `dubstep.config.ts`, which describes a dubbing pipeline that somebody else runs. */
export { type AttachConfigInput, defineConfig } from './environments/index.ts';

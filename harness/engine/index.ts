/**
 * Runs the steps of a scenario and records the run. It has no knowledge of media, services or reports.
 *
 * - `scenario.ts`, `scenario-definition.ts`: what a scenario and its steps are written with
 * - `event.ts`, `errors.ts`, `checks.ts`, `check-text.ts`, `json.ts`, `clock.ts`: the values of a run
 * - `execution/`: runs a scenario, its steps and polls, and cleans up
 * - `run-folder/`: the event log, the result and the evidence of a run, and the interface of reporters
 */

export { CheckFailedError } from './checks.ts';
export { type Clock, pause, systemClock } from './clock.ts';
export { HarnessError, type HarnessErrorOptions, RootCauseError } from './errors.ts';
export type {
  CheckResult,
  CheckStatus,
  ErrorRecord,
  FaultClass,
  Json,
  LogLevel,
  NumberLimit,
  RunEvent,
  RunStatus,
  StepResult,
  StepStatus,
} from './event.ts';

export { PollEndedError, PollTimeoutError } from './execution/poll.ts';
export { runScenario } from './execution/run-scenario.ts';
export { sampleEvery } from './execution/sample-every.ts';
export { clip, moveIdsToEnd, toJson } from './json.ts';
export { locationOf } from './location.ts';

export { readEventLog } from './run-folder/read-event-log.ts';
export type { RunResult } from './run-folder/run-result.ts';
export type {
  CheckDefinition,
  CheckRegistry,
  CheckText,
  ExactCheck,
  NotMeasured,
  NumberCheck,
  Parser,
  PollOptions,
  RecordedValue,
  RunContext,
  RunWatch,
  Scenario,
  Step,
  StepContext,
} from './scenario.ts';
export {
  defineScenario,
  type ScenarioDefinition,
  type ScenarioInput,
  ScenarioRejectedError,
} from './scenario-definition.ts';

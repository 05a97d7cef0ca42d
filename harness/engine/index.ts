export { CheckFailedError } from './checks.ts';
export { type Clock, pause, systemClock } from './clock.ts';
export { faultOf, HarnessError, type HarnessErrorOptions, RootCauseError } from './errors.ts';
export type {
  CheckResult,
  CheckStatus,
  ErrorRecord,
  EventBody,
  FailedRun,
  FaultClass,
  Json,
  LogLevel,
  NumberLimit,
  RunEvent,
  RunStatus,
  StepIdentity,
  StepResult,
  StepStatus,
} from './event.ts';
export { keptEvidence } from './evidence.ts';
export type { FailureDecision, FailureHandler } from './failure-decision.ts';
export { HarnessCrashError, RunInterruptedError } from './interruption.ts';
export { clip, moveIdsToEnd, toJson } from './json.ts';
export { PollTimeoutError } from './poll.ts';
export { EventLogCorruptError, readEventLog } from './read-event-log.ts';
export { type RunResult, RunResultBuilder } from './run-result.ts';
export { runScenario } from './run-scenario.ts';
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
  Scenario,
  Step,
  StepContext,
} from './scenario.ts';
export { type ScenarioDefinition, ScenarioRefusedError } from './scenario-definition.ts';

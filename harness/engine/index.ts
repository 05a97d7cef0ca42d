export { CheckFailedError, NotMeasuredError } from './checks.ts';
export { type Clock, pause, systemClock } from './clock.ts';
export { toErrorRecord } from './error-record.ts';
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
export type { EventListener } from './event-log.ts';
export { type EvidenceStore, keptEvidence, liveEvidence } from './evidence.ts';
export type { FailureDecision, FailureHandler } from './failure-decision.ts';
export { safeFileName } from './file-name.ts';
export { HarnessCrashError, RunInterruptedError } from './interruption.ts';
export { clip, moveIdsToEnd, toJson } from './json.ts';
export { PollTimeoutError } from './poll.ts';
export { EventLogCorruptError, readEventLog } from './read-event-log.ts';
export { type RunResult, RunResultBuilder } from './run-result.ts';
export { type RunOptions, runScenario } from './run-scenario.ts';
export type {
  CheckDefinition,
  CheckRegistry,
  CheckText,
  ExactCheck,
  InterimStatus,
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
export { StepTimeoutError } from './step-timeout-error.ts';
export { RunEndedError } from './teardown-stack.ts';

import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { endedProcess, stoppedProcess } from './process-life.ts';
import { type LogEvent, logRef, observationRef } from './run-facts.ts';

/** A service of the pipeline that this project can run. */
export type ServiceName = 'mediamtx' | 'media-service' | 'sts-service';

/**
 * What is wrong with the process of a service:
 *
 * - `never-ran`: it never answered, because nothing started it or it ended during its start
 * - `died`: it answered, and has ended
 * - `crash-loop`: it starts and ends again and again
 * - `stopped`: it exists and does not run (SIGSTOP)
 */
export interface ServiceTrouble {
  readonly kind: 'never-ran' | 'died' | 'crash-loop' | 'stopped';
  /** `exit code 1`, `SIGKILL`, `started 4 times`. */
  readonly how: string;
  /** Ended by a signal, which no service sends to itself. */
  readonly bySignal: boolean;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

/** A start that failed for a reason that lies outside of the service. Other causes name it. */
const OUTSIDE = /EADDRINUSE|address already in use|ERR_UNKNOWN_FILE_EXTENSION|bad option|SyntaxError/;

const CRASHES = 2;
/** A service reports that it accepts requests. */
const LISTENING = /^listening$|^\[API\] started/;

/** The one thing that is wrong with a service; `undefined` when it runs or nothing is known. */
export function serviceTrouble(facts: PipelineFacts, name: ServiceName): ServiceTrouble | undefined {
  return (
    stoppedService(facts, name) ??
    crashLoop(facts, name) ??
    endedService(facts, name) ??
    absentService(facts, name)
  );
}

/** Whether the service answered a request or reported that it listens. */
export function hasAnswered(facts: PipelineFacts, name: ServiceName): boolean {
  return (
    facts.observations(name, 'metrics').length > 0 ||
    facts.logs({ source: name, message: LISTENING }).length > 0 ||
    // Step 0 passes when each service has answered.
    facts.setup !== undefined ||
    facts.probed('services')?.data.list?.some((entry) => entry.name === name && entry.status === 200) === true
  );
}

/** A service is sampled every second, and a busy one answers within some seconds. */
const SILENT_MS = 5000;

/**
 * Whether the service does not answer at the end of the record, for whatever reason. What it should have done or observed
 * then proves nothing.
 */
export function isSilent(facts: PipelineFacts, name: ServiceName): boolean {
  if (serviceTrouble(facts, name) !== undefined) return true;
  const probed = facts.probed('services')?.data.list?.filter((entry) => entry.name === name) ?? [];
  if (probed.length > 0) return probed.every(({ status }) => status === undefined);
  const last = facts.latest(name, 'metrics');
  return last !== undefined && (facts.events.at(-1)?.atMs ?? 0) - last.atMs > SILENT_MS;
}

/** Whether the harness has started the process, which neither has ended nor has answered yet. */
export function isStarting(facts: PipelineFacts, name: ServiceName): boolean {
  const isStarted = facts.logs({ source: 'harness', message: new RegExp(`^${name} started\\b`) }).length > 0;
  const isEnded = facts.endedProcesses.some(({ data }) => data.name === name);
  const probed = facts.probed('services')?.event.atMs ?? Number.POSITIVE_INFINITY;
  const answers = [
    ...facts.observations(name, 'metrics'),
    ...facts.logs({ source: name, message: /^listening$/ }),
  ];
  return isStarted && !isEnded && !answers.some(({ atMs }) => atMs < probed);
}

function stoppedService(facts: PipelineFacts, name: ServiceName): ServiceTrouble | undefined {
  const stopped = stoppedProcess(facts, name);
  return stopped && { kind: 'stopped', how: 'SIGSTOP', bySignal: true, evidence: [stopped.ref] };
}

/** More starts or fatal errors than the harness made starts: something else restarts it. */
function crashLoop(facts: PipelineFacts, name: ServiceName): ServiceTrouble | undefined {
  const byHarness = facts.logs({
    source: 'harness',
    message: new RegExp(`^${name} (re)?started\\b`),
  }).length;
  const starts = facts.logs({ source: name, message: LISTENING });
  const failures = facts.logs({ source: name, level: 'fatal' });
  if (failures.some(({ message }) => OUTSIDE.test(message))) return undefined;
  const most = starts.length >= failures.length ? starts : failures;
  const extra = most.length - Math.max(1, byHarness);
  const [first] = most;
  const last = most.at(-1);
  // A service that is restarted once may have been restarted for a reason. Two fatal errors are no accident.
  const isLoop = extra >= CRASHES || (extra >= 1 && failures.length >= CRASHES);
  if (!isLoop || first === undefined || last === undefined) return undefined;
  const [why] = failures.length > 0 ? failures : endings(facts, name);
  return {
    kind: 'crash-loop',
    how: `started ${most.length} times in ${((last.atMs - first.atMs) / 1000).toFixed(1)} s`,
    bySignal: false,
    evidence: [
      logRef(last, `${most === starts ? 'start' : 'fatal error'} ${most.length} of ${most.length}`),
      ...(why === undefined ? [] : [logRef(why)]),
    ],
  };
}

function endedService(facts: PipelineFacts, name: ServiceName): ServiceTrouble | undefined {
  const end = endedProcess(facts, name);
  if (end === undefined) return undefined;
  const lines = endings(facts, name);
  if (lines.some((line) => OUTSIDE.test(line.message))) return undefined;
  const [why] = lines;
  return {
    kind: hasAnswered(facts, name) ? 'died' : 'never-ran',
    how: end.how,
    bySignal: end.bySignal,
    evidence: [end.ref, ...(why === undefined ? [] : [logRef(why)])],
  };
}

/** A service without a known process: nothing listens at its address. */
function absentService(facts: PipelineFacts, name: ServiceName): ServiceTrouble | undefined {
  const probe = facts.probed('services');
  const entry = probe?.data.list?.find((service) => service.name === name);
  if (probe === undefined || entry?.error === undefined || !/ECONNREFUSED|refused/i.test(entry.error))
    return undefined;
  const isSeen = facts.processSamples.some(({ data }) => data.list.some((process) => process.name === name));
  if (isSeen || isStarting(facts, name) || facts.endedProcesses.some(({ data }) => data.name === name))
    return undefined;
  if (facts.logs({ source: name }).some((line) => OUTSIDE.test(line.message))) return undefined;
  const ref = observationRef(probe.event, `${name}: ${entry.url}: ${entry.error}`);
  return {
    kind: hasAnswered(facts, name) ? 'died' : 'never-ran',
    how: 'nothing listens at its address',
    bySignal: false,
    evidence: [ref],
  };
}

/** Why it ended, by its own account: its fatal errors, or else the last lines that are not from its log. */
function endings(facts: PipelineFacts, name: ServiceName): readonly LogEvent[] {
  const fatal = facts.logs({ source: name, level: 'fatal' });
  return fatal.length > 0 ? fatal : facts.logs({ source: name, level: 'error' }).slice(-3);
}

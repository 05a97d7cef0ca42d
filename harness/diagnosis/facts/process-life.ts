import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { ProcessSample } from '../../run-data/pipeline-observations.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { observationRef } from './run-facts.ts';

/** A debugger stops a process for a moment. */
const SAMPLES = 2;

/** The end of a process that the harness did not end. */
export interface EndedProcess {
  /** `exit code 1` or `SIGKILL`. */
  readonly how: string;
  readonly bySignal: boolean;
  readonly ref: EvidenceRef;
}

/** A process that exists and does not run (SIGSTOP). */
export interface StoppedProcess {
  readonly pid: number;
  /** The first sample in which it was stopped. */
  readonly ref: EvidenceRef;
}

/** Whether a process is in state T of ps(1). */
export function isStopped({ state }: Pick<ProcessSample, 'state'>): boolean {
  return state.toUpperCase() === 'T';
}

/** How the process of this name ended last; `undefined` when it runs or nothing is known. */
export function endedProcess(facts: PipelineFacts, name: string): EndedProcess | undefined {
  const end = facts.endedProcesses.findLast(({ data }) => data.name === name);
  if (end === undefined) return undefined;
  const { pid, exitCode, signal } = end.data;
  const how = signal ?? `exit code ${exitCode ?? 'unknown'}`;
  const ref = observationRef(end.event, `${name} (pid ${pid}) ended: ${how}`);
  return { how, bySignal: signal !== undefined, ref };
}

/** The process of this name that is stopped at the end of the record, in at least two samples if there are two. */
export function stoppedProcess(facts: PipelineFacts, name: string): StoppedProcess | undefined {
  const recent = [...facts.processSamples.slice(-SAMPLES), facts.probed('processes')]
    .filter((seen) => seen !== undefined)
    .map(({ event, data }) => ({
      event,
      process: data.list.find((process) => process.name === name && isStopped(process)),
    }));
  const last = recent.at(-1);
  const times = recent.filter(({ process }) => process !== undefined).length;
  if (last?.process === undefined || times < Math.min(SAMPLES, recent.length)) return undefined;
  const { pid, state } = last.process;
  const since = facts.processSamples.find(({ data }) =>
    data.list.some((process) => process.pid === pid && isStopped(process)),
  );
  const ref = observationRef(since?.event ?? last.event, `${name} (pid ${pid}) is stopped (state ${state})`);
  return { pid, ref };
}

/** Evidence that the process of this name has ended or is stopped. */
export function endedOrStopped(facts: PipelineFacts, name: string): EvidenceRef | undefined {
  return endedProcess(facts, name)?.ref ?? stoppedProcess(facts, name)?.ref;
}

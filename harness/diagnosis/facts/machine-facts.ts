import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { observationRef } from './run-facts.ts';

/** A clock that moves this much between two samples has been set. NTP slews at most 0.5 ms per second. */
const CLOCK_STEP_MS = 500;

/** What is wrong with the machine, if anything. The causes of the group `machine` distinguish the kinds. */
export function machineTrouble(facts: PipelineFacts): EvidenceRef | undefined {
  return clockStep(facts);
}

/** The first jump of the wall clock against the monotonic clock. */
export function clockStep(facts: PipelineFacts): EvidenceRef | undefined {
  const samples = facts.machineSamples;
  for (const [index, { event, data }] of samples.entries()) {
    const before = samples[index - 1]?.data.clockOffsetMs;
    if (before === undefined || data.clockOffsetMs === undefined) continue;
    const jumpMs = Math.round(data.clockOffsetMs - before);
    if (Math.abs(jumpMs) < CLOCK_STEP_MS) continue;
    return observationRef(event, `the wall clock jumped by ${jumpMs} ms`);
  }
  return undefined;
}

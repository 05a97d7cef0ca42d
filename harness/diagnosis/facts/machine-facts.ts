import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { starvation } from './cpu-wait.ts';
import { type Delay, delays } from './delays.ts';
import { oncePerRecord } from './once-per-record.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { observationRef } from './run-facts.ts';
import { oldFfmpeg, oldNode } from './tool-facts.ts';

/** A clock that moves this much between two samples has been set. NTP slews at most 0.5 ms per second. */
const CLOCK_STEP_MS = 500;
/** An idle second now and then does not help a process that waits. */
const BUSY = 0.9;
/** A part that missed a deadline because of the machine waited for a processor in more than half of its time. */
const WAITED_SHARE = 0.55;

/** What is wrong with the machine, if anything. The causes of the group `machine` distinguish the kinds. */
export function machineTrouble(facts: PipelineFacts): EvidenceRef | undefined {
  return (
    clockStep(facts)?.ref ??
    overload(facts)?.evidence[0] ??
    oldNode(facts)?.evidence[0] ??
    oldFfmpeg(facts)?.evidence[0]
  );
}

/** The first jump of the wall clock against the monotonic clock. */
export function clockStep(
  facts: PipelineFacts,
): { readonly jumpMs: number; readonly ref: EvidenceRef } | undefined {
  const samples = facts.machineSamples;
  for (const [index, { event, data }] of samples.entries()) {
    const before = samples[index - 1]?.data.clockOffsetMs;
    if (before === undefined || data.clockOffsetMs === undefined) continue;
    const jumpMs = Math.round(data.clockOffsetMs - before);
    if (Math.abs(jumpMs) < CLOCK_STEP_MS) continue;
    return { jumpMs, ref: observationRef(event, `the wall clock jumped by ${jumpMs} ms`) };
  }
  return undefined;
}

/** Processor time that the pipeline needed and did not get. */
export interface Overload {
  /** What came too late. */
  readonly delay: Delay;
  /** How much of its time its processes waited for a processor, 0 to 1. */
  readonly waitedShare: number;
  /** Mean share of the processors that was busy, 0 to 1. */
  readonly busy: number;
  readonly cores: number | undefined;
  readonly load: number | undefined;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

/**
 * The delay that made the run fail and that the machine explains: no processor was idle, and the processes of the late
 * part waited for one in most of that time. A busy machine on which nothing was late, on which the late part did not want
 * to run, or on which the run failed for another reason, is not to blame.
 */
export function overload(facts: PipelineFacts): Overload | undefined {
  const { failedStep } = facts;
  if (failedStep === undefined) return undefined;
  return starvedDelays(facts).find(({ delay }) => delay.explains(failedStep));
}

/** Every delay that the machine explains, whether or not the run failed because of it. */
export const starvedDelays = oncePerRecord((facts): readonly Overload[] =>
  delays(facts).flatMap((delay) => overloadOf(facts, delay) ?? []),
);

function overloadOf(facts: PipelineFacts, delay: Delay): Overload | undefined {
  const starved = starvation(facts, delay, delay.parts);
  const machine = machineIn(facts, delay);
  if (starved === undefined || machine === undefined) return undefined;
  if (starved.share < WAITED_SHARE || machine.busy < BUSY) return undefined;
  const { interval, process } = starved.worst;
  const lengthS = (interval.toMs - interval.fromMs) / 1000;
  const waited = `${process.name} waited ${process.waitedS.toFixed(2)} s of ${lengthS.toFixed(2)} s for a processor and ran ${process.ranS.toFixed(2)} s`;
  const { busy, cores, load, ref } = machine;
  const evidence: Overload['evidence'] = [observationRef(interval.sample.event, waited), ref, delay.ref];
  return { delay, waitedShare: starved.share, busy, cores, load, evidence };
}

/** The load of the machine in a time span. */
function machineIn(facts: PipelineFacts, { fromMs, toMs }: Pick<Delay, 'fromMs' | 'toMs'>) {
  const samples = facts.machineSamples.filter(
    ({ event, data }) => event.atMs >= fromMs && event.atMs <= toMs + 1000 && data.cpuBusy !== undefined,
  );
  const last = samples.at(-1);
  if (last === undefined) return undefined;
  const busy = samples.reduce((sum, { data }) => sum + (data.cpuBusy ?? 0), 0) / samples.length;
  const { cores, load1: load } = last.data;
  const text = `${cores ?? 'all'} processors ${Math.round(busy * 100)} % busy, load ${load ?? 'unknown'}`;
  return { busy, cores, load, ref: observationRef(last.event, text) };
}

import type { ProcessSample } from '../../run-data/pipeline-observations.ts';
import { oncePerRecord } from './once-per-record.ts';
import type { PipelineFacts, Seen } from './pipeline-facts.ts';
import { nowMs } from './worker-progress.ts';

/** How a process fared between two samples. */
export interface ProcessShare {
  readonly name: string;
  readonly pid: number;
  /** Time that it waited for a processor. */
  readonly waitedS: number;
  /** Time that it ran. */
  readonly ranS: number;
}

/** The time between two samples of the processes. */
export interface CpuInterval {
  readonly fromMs: number;
  readonly toMs: number;
  readonly sample: Seen<{ readonly list: readonly ProcessSample[] }>;
  readonly processes: readonly ProcessShare[];
}

/** How long each process of the pipeline ran and waited for a processor, sample by sample. */
export const cpuIntervals = oncePerRecord((facts): readonly CpuInterval[] =>
  facts.processSamples.slice(1).map((sample, index): CpuInterval => {
    const before = facts.processSamples[index];
    const [fromMs, toMs] = [before?.event.atMs ?? 0, sample.event.atMs];
    const lengthS = (toMs - fromMs) / 1000;
    return {
      ...{ fromMs, toMs, sample },
      processes: sample.data.list.flatMap(({ name, pid, waitS, cpuS }) => {
        if (waitS === undefined) return [];
        // A process that is new has done all of it since the previous sample.
        const earlier = before?.data.list.find((one) => one.pid === pid);
        const waitedS = Math.min(lengthS, Math.max(0, waitS - (earlier?.waitS ?? 0)));
        const ranS = Math.max(0, (cpuS ?? 0) - (earlier?.cpuS ?? 0));
        return [{ name, pid, waitedS, ranS }];
      }),
    };
  }),
);

/** How much of a time span the processes of a part of the pipeline waited for a processor. */
export interface Starvation {
  /** Share of the span in which at least one of them waited, 0 to 1. */
  readonly share: number;
  /** The sample and the process with the longest wait. */
  readonly worst: { readonly interval: CpuInterval; readonly process: ProcessShare };
}

/**
 * Measures how long processes waited for a processor in a time span. Processes that began and ended between two samples
 * are not seen, so it is a lower bound.
 *
 * @param parts names of services; their child processes are included
 * @returns undefined without samples in the span
 */
export function starvation(
  facts: PipelineFacts,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  parts: readonly string[],
): Starvation | undefined {
  let [coveredMs, waitedMs] = [0, 0];
  let worst: Starvation['worst'] | undefined;
  for (const interval of cpuIntervals(facts)) {
    const overlapMs = Math.min(toMs, interval.toMs) - Math.max(fromMs, interval.fromMs);
    if (overlapMs <= 0) continue;
    coveredMs += overlapMs;
    const ours = interval.processes.filter(({ name }) => parts.includes(name.split('/', 1)[0] ?? ''));
    const process = ours.reduce<ProcessShare | undefined>(
      (most, one) => (one.waitedS > (most?.waitedS ?? -1) ? one : most),
      undefined,
    );
    if (process === undefined) continue;
    const lengthMs = interval.toMs - interval.fromMs;
    waitedMs += Math.min(1, (process.waitedS * 1000) / lengthMs) * overlapMs;
    if (worst === undefined || process.waitedS > worst.process.waitedS) worst = { interval, process };
  }
  return worst === undefined || coveredMs === 0 ? undefined : { share: waitedMs / coveredMs, worst };
}

/** Half of this would delay a part by the time that its limits allow for. */
const SHORT_OF_CPU = 0.4;

/** Whether a part of the pipeline has waited for a processor so much since a time that it proves nothing when it is late. */
export function isShortOfCpu(facts: PipelineFacts, part: string, fromMs: number): boolean {
  const share = starvation(facts, { fromMs, toMs: nowMs(facts) }, [part])?.share ?? 0;
  return share >= SHORT_OF_CPU;
}

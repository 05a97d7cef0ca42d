import { z } from 'zod';
import { STS_METRICS } from '../../../services/contracts/metric-name.ts';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { machineTrouble, starvedDelays } from './machine-facts.ts';
import { oncePerRecord } from './once-per-record.ts';
import { parseOnce } from './parse-once.ts';
import { pausedProcess } from './paused-process.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { observationRef } from './run-facts.ts';

/** A blocked event loop of the STS service, while the machine had processor time to spare. */
export interface BlockedLoop {
  readonly blockedS: number;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

/** Loading the providers blocks it for some tenths of a second, a busy machine for a second. */
const BLOCKED_S = 2;

/** The worker waits 8 s for a result. */
const LOST_S = 9;

const samplesSchema = z.array(z.looseObject({ name: z.string(), value: z.number().nullable() }));

/**
 * The longest block of the STS service's event loop since it was connected to. By its metric, which it exposes once the
 * block has ended; or by its silence while its process computes.
 */
export const blockedLoop = oncePerRecord((facts): BlockedLoop | undefined => {
  const isMachine = machineTrouble(facts) !== undefined || starvedDelays(facts).length > 0;
  if (isMachine || pausedProcess(facts) !== undefined) return undefined;
  const [since] = facts.observations('sts', 'observer:connected');
  const sinceMs = since?.atMs ?? facts.step('environment-setup')?.durationMs ?? 0;
  const lags = facts.observations('sts-service', 'metrics').flatMap((event) => {
    const lagS = parseOnce(samplesSchema, event)?.find(
      ({ name }) => name === STS_METRICS.eventLoopLag,
    )?.value;
    // The metric covers up to 10 s before the sample.
    return typeof lagS === 'number' && event.atMs > sinceMs + 10_000 - lagS * 1000 ? [{ event, lagS }] : [];
  });
  const worst = lags.reduce<(typeof lags)[number] | undefined>(
    (most, lag) => (lag.lagS > (most?.lagS ?? 0) ? lag : most),
    undefined,
  );
  const silent = silentWhileComputing(facts, sinceMs);
  if (worst !== undefined && worst.lagS >= (facts.failedStep === undefined ? LOST_S : BLOCKED_S)) {
    const ref = observationRef(
      worst.event,
      `sts-service: ${STS_METRICS.eventLoopLag} ${worst.lagS.toFixed(1)} s`,
    );
    return { blockedS: worst.lagS, evidence: silent === undefined ? [ref] : [ref, ...silent.evidence] };
  }
  return silent;
});

/**
 * The service has answered no scrape for some seconds, and its process wanted a whole core all that time. A healthy one
 * answers with a hundredth of the processor time that a block uses, however long it waits for it.
 */
function silentWhileComputing(facts: PipelineFacts, sinceMs: number): BlockedLoop | undefined {
  const answers = facts.observations('sts-service', 'metrics').filter(({ atMs }) => atMs >= sinceMs);
  const last = answers.at(-1);
  const used = facts.processSamples.flatMap(({ event, data }) => {
    const { cpuS, waitS = 0 } = data.list.find(({ name }) => name === 'sts-service') ?? {};
    return cpuS === undefined || event.atMs < (last?.atMs ?? sinceMs) ? [] : [{ event, cpuS, waitS }];
  });
  const [first] = used;
  const latest = used.at(-1);
  if (last === undefined || first === undefined || latest === undefined) return undefined;
  const elapsedS = (latest.event.atMs - first.event.atMs) / 1000;
  const cpuS = latest.cpuS - first.cpuS;
  const runnableS = cpuS + latest.waitS - first.waitS;
  // A shorter block can end before a fragment is too late.
  const leastS = facts.failedStep === undefined ? LOST_S : 2 * BLOCKED_S;
  if (elapsedS < leastS || cpuS < BLOCKED_S || runnableS < 0.8 * elapsedS) return undefined;
  return {
    blockedS: elapsedS,
    evidence: [
      observationRef(
        latest.event,
        `sts-service has used ${cpuS.toFixed(1)} s of processor time in ${elapsedS.toFixed(1)} s and answered no request`,
      ),
      observationRef(last, 'the last metrics of sts-service'),
    ],
  };
}

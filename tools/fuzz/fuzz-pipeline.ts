import { inputOf } from './fuzz-input.ts';
import type { FuzzOptions } from './fuzz-options.ts';
import { findLastingFaults } from './lasting-faults.ts';
import { LiveStreams } from './live-streams.ts';
import type { Pipeline } from './pipeline.ts';
import { printFault, printInput, printViolation } from './print-result.ts';
import { check, runFuzz, type Violation } from './run-fuzz.ts';
import type { Target } from './target.ts';

const MAX_PRINTED = 20;
const PROGRESS_MS = 10_000;

function targetOf(pipeline: Pipeline, liveStreamId: string): Target {
  const { mediaServiceUrl, stsUrl, recordingsFolder } = pipeline;
  return { mediaServiceUrl, stsUrl, recordingsFolder, liveStreamId };
}

/** Sends one input without a live stream. @returns whether no fault was found */
export async function sendOnly({ seed }: FuzzOptions, index: number, pipeline: Pipeline): Promise<boolean> {
  const input = inputOf(seed, index);
  printInput(input);
  const problem = await check(input, targetOf(pipeline, 'fuzz-live-0'));
  const faults = [...(problem === undefined ? [] : [problem]), ...(await findLastingFaults(pipeline))];
  for (const fault of faults) printFault(fault);
  if (faults.length === 0) console.log('✓ allowed by the protocol');
  return faults.length === 0;
}

/**
 * Sends all inputs during live streams.
 *
 * @param signal stops the fuzz early
 * @returns whether no fault was found
 */
export async function sendAll(
  { seed, count, rate, scenario }: FuzzOptions,
  pipeline: Pipeline,
  signal: AbortSignal,
): Promise<boolean> {
  const { mediaService, stsService } = pipeline;
  const isStopped = (): boolean => signal.aborted || (mediaService.crash ?? stsService.crash) !== undefined;
  await using live = await LiveStreams.start(scenario, pipeline, signal);
  const memoryBefore = await memoryOf(pipeline);
  const startedMs = performance.now();
  let sent = 0;
  let wrong = 0;
  const onViolation = (violation: Violation): void => {
    wrong += 1;
    if (wrong <= MAX_PRINTED) printViolation(seed, violation);
  };
  const target = (): Target => {
    sent += 1;
    return targetOf(pipeline, live.id);
  };
  const progress = setInterval(
    () => console.log(`  ${sent} of ${count} sent, ${wrong} wrong answers`),
    PROGRESS_MS,
  );
  const kinds = await runFuzz({ seed, count, rate, target, isStopped, onViolation }).finally(() =>
    clearInterval(progress),
  );
  for (const [kind, times] of [...kinds].toSorted()) console.log(`  ${String(times).padStart(5)}  ${kind}`);
  const tookS = (performance.now() - startedMs) / 1000;
  console.log(`${sent} inputs in ${tookS.toFixed(0)} s`);
  if (signal.aborted) return false;

  // Streams cannot complete on a service that has crashed.
  if (isStopped()) await live[Symbol.asyncDispose]();
  else await live.finish();
  const faults = [...live.failures, ...(await findLastingFaults(pipeline))];
  for (const fault of faults) printFault(fault);
  if (!isStopped()) console.log(`memory: ${memoryBefore} before, ${await memoryOf(pipeline)} after`);
  console.log(
    `\ninputs: ${sent}, wrong answers: ${wrong}, live streams: ${live.count}, other faults: ${faults.length}`,
  );
  return wrong === 0 && faults.length === 0;
}

async function memoryOf({ mediaService, stsService }: Pipeline): Promise<string> {
  return `media-service ${await mediaService.residentMb()} MB and sts-service ${await stsService.residentMb()} MB`;
}

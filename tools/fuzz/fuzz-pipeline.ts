import { aftermath } from './aftermath.ts';
import { inputOf } from './fuzz-input.ts';
import type { FuzzOptions } from './fuzz-options.ts';
import { LiveStreams } from './live-streams.ts';
import type { Pipeline } from './pipeline.ts';
import { judge, runFuzz, type Violation } from './run-fuzz.ts';
import type { Target } from './target.ts';
import { tellFault, tellInput, tellViolation } from './tell.ts';

const MOST_TOLD = 20;
const PROGRESS_MS = 10_000;

function targetOf(pipeline: Pipeline, liveStreamId: string): Target {
  const { mediaServiceUrl, stsUrl, recordingsFolder } = pipeline;
  return { mediaServiceUrl, stsUrl, recordingsFolder, liveStreamId };
}

/** Sends one input, with nothing live beside it. @returns whether all was well */
export async function sendOnly({ seed }: FuzzOptions, index: number, pipeline: Pipeline): Promise<boolean> {
  const input = inputOf(seed, index);
  tellInput(input);
  const complaint = await judge(input, targetOf(pipeline, 'fuzz-live-0'));
  const faults = [...(complaint === undefined ? [] : [complaint]), ...(await aftermath(pipeline))];
  for (const fault of faults) tellFault(fault);
  if (faults.length === 0) console.log('✓ as the protocol allows');
  return faults.length === 0;
}

/**
 * Sends all inputs beside live streams.
 *
 * @param signal ends it early
 * @returns whether all was well
 */
export async function sendAll(
  { seed, count, rate, scenario }: FuzzOptions,
  pipeline: Pipeline,
  signal: AbortSignal,
): Promise<boolean> {
  const { mediaService, stsService } = pipeline;
  const isOver = (): boolean => signal.aborted || (mediaService.crash ?? stsService.crash) !== undefined;
  await using live = await LiveStreams.start(scenario, pipeline, signal);
  const memoryBefore = await memoryOf(pipeline);
  const startedMs = performance.now();
  let sent = 0;
  let wrong = 0;
  const onViolation = (violation: Violation): void => {
    wrong += 1;
    if (wrong <= MOST_TOLD) tellViolation(seed, violation);
  };
  const target = (): Target => {
    sent += 1;
    return targetOf(pipeline, live.id);
  };
  const progress = setInterval(() => console.log(`  ${sent} of ${count} sent, ${wrong} wrong`), PROGRESS_MS);
  const kinds = await runFuzz({ seed, count, rate, target, isOver, onViolation }).finally(() =>
    clearInterval(progress),
  );
  for (const [kind, times] of [...kinds].toSorted()) console.log(`  ${String(times).padStart(5)}  ${kind}`);
  const tookS = (performance.now() - startedMs) / 1000;
  console.log(`${sent} inputs in ${tookS.toFixed(0)} s`);
  if (signal.aborted) return false;

  // On a service that is gone nothing lives any more.
  if (isOver()) await live[Symbol.asyncDispose]();
  else await live.finish();
  const faults = [...live.failures, ...(await aftermath(pipeline))];
  for (const fault of faults) tellFault(fault);
  if (!isOver()) console.log(`memory: ${memoryBefore} before, ${await memoryOf(pipeline)} after`);
  console.log(
    `\n${sent} bad inputs, ${wrong} answered wrongly; ${live.count} live, ${faults.length} other faults`,
  );
  return wrong === 0 && faults.length === 0;
}

async function memoryOf({ mediaService, stsService }: Pipeline): Promise<string> {
  return `media-service ${await mediaService.residentMb()} MB and sts-service ${await stsService.residentMb()} MB`;
}

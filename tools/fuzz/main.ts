import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { aftermath } from './aftermath.ts';
import { hangUp } from './ask.ts';
import { inputOf } from './fuzz-input.ts';
import { type FuzzOptions, readOptions, SCENARIOS, USAGE } from './fuzz-options.ts';
import { LiveStream } from './live-stream.ts';
import { type Pipeline, startPipeline } from './pipeline.ts';
import { judge, runFuzz, type Violation } from './run-fuzz.ts';
import type { Target } from './target.ts';

const MOST_TOLD = 20;
const PROGRESS_MS = 10_000;

function show(data: unknown): string {
  return inspect(data, { depth: 8, maxStringLength: 600, breakLength: 110 });
}

function tell({ seed }: FuzzOptions, { index, input, complaint }: Violation): void {
  console.log(`\n✗ ${input.kind}\n  ${show(input.data).replaceAll('\n', '\n  ')}\n  ${complaint}`);
  console.log(`  again: pnpm fuzz --seed ${seed} --only ${index}`);
}

function targetOf(pipeline: Pipeline, liveStreamId: string): Target {
  const { mediaServiceUrl, stsUrl, recordingsFolder } = pipeline;
  return { mediaServiceUrl, stsUrl, recordingsFolder, liveStreamId };
}

/** Sends one input, with nothing live beside it. @returns whether all was well */
async function sendOnly(options: FuzzOptions, index: number, pipeline: Pipeline): Promise<boolean> {
  const input = inputOf(options.seed, index);
  const complaint = await judge(input, targetOf(pipeline, 'fuzz-live-0'));
  console.log(`${input.kind}\n${show(input.data)}`);
  const wrong = [...(complaint === undefined ? [] : [complaint]), ...(await aftermath(pipeline))];
  console.log(wrong.length === 0 ? '✓ as the protocol allows' : wrong.map((line) => `✗ ${line}`).join('\n'));
  return wrong.length === 0;
}

/** Sends all inputs beside live streams. @returns whether all was well */
async function sendAll(options: FuzzOptions, pipeline: Pipeline): Promise<boolean> {
  const { seed, count, rate, scenario } = options;
  const { mediaService, stsService } = pipeline;
  const memory = async (): Promise<string> =>
    `media-service ${await mediaService.residentMb()} MB, sts-service ${await stsService.residentMb()} MB`;
  const isOver = (): boolean => (mediaService.crash ?? stsService.crash) !== undefined;
  const wrong: string[] = [];
  let violations = 0;
  let told = 0;

  let live = new LiveStream(1, scenario, pipeline);
  let isDone = false;
  try {
    await live.live(pipeline);
    const before = await memory();
    // One clip after the other, for as long as there is bad input.
    const streaming = (async (): Promise<number> => {
      for (let number = 1; ; number += 1) {
        const failure = await live.judged();
        if (failure !== undefined) wrong.push(`the stream ${live.id} did not pass:\n${failure}`);
        if (isDone || isOver()) return number;
        live = new LiveStream(number + 1, scenario, pipeline);
      }
    })();
    const startedMs = performance.now();
    const progress = setInterval(
      () => console.log(`  ${told} of ${count} sent, ${violations} wrong`),
      PROGRESS_MS,
    );
    const kinds = await runFuzz({
      seed,
      count,
      rate,
      target: () => {
        told += 1;
        return targetOf(pipeline, live.id);
      },
      isOver,
      onViolation: (violation) => {
        violations += 1;
        if (violations <= MOST_TOLD) tell(options, violation);
      },
    }).finally(() => clearInterval(progress));
    const tookS = (performance.now() - startedMs) / 1000;
    isDone = true;
    for (const [kind, sent] of [...kinds].toSorted()) console.log(`  ${String(sent).padStart(5)}  ${kind}`);
    console.log(`${told} inputs in ${tookS.toFixed(0)} s; waiting for the live stream's verdict`);
    const streams = await streaming;
    wrong.push(...(await aftermath(pipeline)));
    for (const line of wrong) console.log(`\n✗ ${line}`);
    if (!isOver()) console.log(`memory: ${before} before; ${await memory()} after`);
    console.log(
      `\n${told} bad inputs, ${violations} answered wrongly; ${streams} live, ${wrong.length} other faults`,
    );
    return violations === 0 && wrong.length === 0 && told === count;
  } finally {
    await live.stop();
  }
}

async function main(): Promise<number> {
  let options: FuzzOptions;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return 2;
  }
  const { seed, count, only, scenario } = options;
  console.log(
    `fuzz: seed ${seed}, ${only === undefined ? `${count} inputs beside ${scenario}` : `input ${only}`}`,
  );
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-fuzz-'));
  await using pipeline = await startPipeline(folder.path, SCENARIOS[scenario]);
  const isWell =
    only === undefined ? await sendAll(options, pipeline) : await sendOnly(options, only, pipeline);
  hangUp();
  console.log(isWell ? 'PASSED' : `FAILED  again: pnpm fuzz --seed ${seed} --count ${count}`);
  return isWell ? 0 : 1;
}

process.exitCode = await main();

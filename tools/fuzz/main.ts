import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorMessage } from '../../lib/error-message.ts';
import { type FuzzOptions, readOptions, SCENARIOS, USAGE } from './fuzz-options.ts';
import { sendAll, sendOnly } from './fuzz-pipeline.ts';
import { closeConnections } from './http-client.ts';
import { startPipeline } from './pipeline.ts';

const PASSED = 0;
const FAILED = 1;
const USAGE_ERROR = 2;
const INTERRUPTED = 130;

async function main(): Promise<number> {
  let options: FuzzOptions;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${errorMessage(error)}\n\n${USAGE}`);
    return USAGE_ERROR;
  }
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interruption.signal.aborted) process.exit(INTERRUPTED);
      interruption.abort();
    });
  }

  const { seed, count, only, scenario } = options;
  console.log(
    `fuzz: seed ${seed}, ${only === undefined ? `${count} inputs during ${scenario}` : `input ${only}`}`,
  );
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-fuzz-'));
  await using pipeline = await startPipeline(folder.path, SCENARIOS[scenario]);
  const passed =
    only === undefined
      ? await sendAll(options, pipeline, interruption.signal)
      : await sendOnly(options, only, pipeline);
  closeConnections();
  if (interruption.signal.aborted) return INTERRUPTED;
  console.log(passed ? 'PASSED' : `FAILED  rerun: pnpm fuzz --seed ${seed} --count ${count}`);
  return passed ? PASSED : FAILED;
}

process.exitCode = await main();

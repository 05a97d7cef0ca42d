import { type Command, Option } from 'commander';
import { z } from 'zod';
import { addressSchema, jsonFormatter, Tap, TapError, textFormatter } from '../../harness/tap/index.ts';
import type { CliContext } from '../cli-context.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { listenForInterruption, untilInterrupted } from '../running/interruption.ts';
import { durationMsSchema, parseWith } from '../usage.ts';

interface Flags {
  readonly listen: z.infer<typeof addressSchema>;
  readonly target: string;
  readonly delay?: number;
  readonly jitter?: number;
  readonly bandwidth?: number;
  readonly cutAfter?: number;
  readonly halfOpenAfter?: number;
  readonly refuseAfter?: number;
  readonly json: boolean;
}

const bytesPerSecondSchema = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'expected a number of kilobytes per second')
  .transform((text) => Number(text) * 1000)
  .refine((bytesPerSecond) => bytesPerSecond > 0, 'expected more than 0');

/** `tap` */
export function addTapCommand(program: Command, context: CliContext, end: (exitCode: number) => void): void {
  const time = parseWith(durationMsSchema);
  const listen = new Option('--listen <host:port>', 'address for workers to connect to')
    .argParser(parseWith(addressSchema))
    .default({ host: '127.0.0.1', port: 3001 }, '127.0.0.1:3001');
  program
    .command('tap')
    .description('proxy worker ↔ STS traffic unchanged and print it')
    .requiredOption('--target <url>', 'the STS service, such as http://sts:3000')
    .addOption(listen)
    .option('--delay <time>', 'latency in each direction', time)
    .option('--jitter <time>', 'maximum random extra latency', time)
    .option('--bandwidth <kB/s>', 'bandwidth limit in each direction', parseWith(bytesPerSecondSchema))
    .option('--cut-after <time>', 'reset each connection at this age', time)
    .option('--half-open-after <time>', 'silently drop all data of a connection from this age on', time)
    .option('--refuse-after <time>', 'refuse new connections after this time', time)
    .option('--json', 'print each event and notice as a line of JSON', false)
    .action(async (flags: Flags) => end(await runTap(flags, context)));
}

/** @returns the exit code; Ctrl-C is the regular end of a tap and not a failure */
async function runTap(flags: Flags, { stdout, stderr }: CliContext): Promise<number> {
  using interruption = listenForInterruption((text) => stderr.write(`${text}\n`));
  let tap: Tap;
  try {
    tap = await Tap.start(flags);
  } catch (error) {
    if (!(error instanceof TapError)) throw error;
    stderr.write(`error: ${error.message}\n`);
    return error.code === 'TAP_TARGET_INVALID' ? EXIT_CODES.usage : EXIT_CODES.notStarted;
  }
  const format = flags.json ? jsonFormatter() : textFormatter();
  const print = (line: string) => stdout.write(`${line}\n`);
  tap.onEvent((event) => print(format.event(event, new Date())));
  tap.onNotice((notice) => print(format.notice(notice, new Date())));
  injectFaults(tap, flags, interruption.signal);
  stderr.write(`the tap listens at ${tap.url} and forwards to ${tap.target}; press Ctrl-C to stop\n`);

  const exitCode = await untilInterrupted(interruption);
  await tap.stop();
  return exitCode;
}

function injectFaults(tap: Tap, flags: Flags, signal: AbortSignal): void {
  const { delay: delayMs = 0, jitter: jitterMs = 0, bandwidth: bytesPerSecond } = flags;
  const { cutAfter, halfOpenAfter, refuseAfter } = flags;
  if (delayMs > 0 || jitterMs > 0 || bytesPerSecond !== undefined) {
    tap.shape({ delayMs, jitterMs, ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }) });
  }
  const schedule = (afterMs: number | undefined, action: () => void): void => {
    if (afterMs === undefined) return;
    const timer = setTimeout(action, afterMs);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  };
  schedule(refuseAfter, () => tap.refuse());
  tap.onNotice((notice) => {
    if (notice.kind !== 'link-opened') return;
    const { link: connection } = notice;
    schedule(cutAfter, () => tap.cut(connection));
    schedule(halfOpenAfter, () => tap.shape({ halfOpen: true }, { connection }));
  });
}

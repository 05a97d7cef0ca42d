import { type Command, Option } from 'commander';
import { z } from 'zod';
import { addressSchema, asJson, asText, Tap, TapError } from '../../harness/tap/index.ts';
import type { CliContext } from '../cli-context.ts';
import { durationMsSchema } from '../duration.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { listenForInterruption, untilInterrupted } from '../running/listen-for-interruption.ts';
import { accordingTo } from '../usage.ts';

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

/** `tap`: forwards what workers and an STS service say to each other, and shows it. */
export function addTapCommand(program: Command, context: CliContext, end: (exitCode: number) => void): void {
  const time = accordingTo(durationMsSchema);
  const listen = new Option('--listen <host:port>', 'where workers connect')
    .argParser(accordingTo(addressSchema))
    .default({ host: '127.0.0.1', port: 3001 }, '127.0.0.1:3001');
  program
    .command('tap')
    .description('forward what workers and an STS service say to each other, unchanged, and show it')
    .requiredOption('--target <url>', 'the STS service, such as http://sts:3000')
    .addOption(listen)
    .option('--delay <time>', 'how long each byte is under way, in either direction', time)
    .option('--jitter <time>', 'up to so much more delay, by chance', time)
    .option('--bandwidth <kB/s>', 'how much passes in either direction', accordingTo(bytesPerSecondSchema))
    .option('--cut-after <time>', 'reset each connection at that age', time)
    .option('--half-open-after <time>', 'let all that is sent on a connection of that age vanish', time)
    .option('--refuse-after <time>', 'refuse connections from then on', time)
    .option('--json', 'write a line of JSON to stdout for each event and notice', false)
    .action(async (flags: Flags) => end(await runTap(flags, context)));
}

/** @returns the exit code; being ended by Ctrl-C is what it is there for, and no failure */
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
  const telling = flags.json ? asJson() : asText();
  const tell = (line: string) => stdout.write(`${line}\n`);
  tap.onEvent((event) => tell(telling.event(event, new Date())));
  tap.onNotice((notice) => tell(telling.notice(notice, new Date())));
  disturb(tap, flags, interruption.signal);
  stderr.write(`the tap listens at ${tap.url}, before ${tap.target}; Ctrl-C ends it\n`);

  const exitCode = await untilInterrupted(interruption);
  await tap.stop();
  return exitCode;
}

function disturb(tap: Tap, flags: Flags, signal: AbortSignal): void {
  const { delay: delayMs = 0, jitter: jitterMs = 0, bandwidth: bytesPerSecond } = flags;
  const { cutAfter, halfOpenAfter, refuseAfter } = flags;
  if (delayMs > 0 || jitterMs > 0 || bytesPerSecond !== undefined) {
    tap.shape({ delayMs, jitterMs, ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }) });
  }
  const later = (afterMs: number | undefined, act: () => void): void => {
    if (afterMs === undefined) return;
    const timer = setTimeout(act, afterMs);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  };
  later(refuseAfter, () => tap.refuse());
  tap.onNotice((notice) => {
    if (notice.kind !== 'link-opened') return;
    const { link } = notice;
    later(cutAfter, () => tap.cut(link));
    later(halfOpenAfter, () => tap.shape({ halfOpen: true }, { link }));
  });
}

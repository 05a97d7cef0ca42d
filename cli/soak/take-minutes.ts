const DEFAULT_MINUTES = 60;
const MIN_MINUTES = 2;
const MAX_MINUTES = 24 * 60;
const FLAG = '--minutes';

export interface SoakArguments {
  readonly minutes: number;
  /** The other arguments. */
  readonly rest: readonly string[];
  /** What is wrong with the arguments. */
  readonly problem?: string;
}

/** Takes `--minutes N` or `--minutes=N` out of the arguments of `pnpm soak`. */
export function takeMinutes(args: readonly string[]): SoakArguments {
  const at = args.findIndex((arg) => arg === FLAG || arg.startsWith(`${FLAG}=`));
  if (at === -1) return { minutes: DEFAULT_MINUTES, rest: args };
  const [flag = '', next = ''] = args.slice(at);
  const isJoined = flag !== FLAG;
  const typed = isJoined ? flag.slice(FLAG.length + 1) : next;
  const minutes = Number(typed);
  const rest = args.toSpliced(at, isJoined ? 1 : 2);
  if (/^\d+$/.test(typed) && minutes >= MIN_MINUTES && minutes <= MAX_MINUTES) return { minutes, rest };
  const problem = `${FLAG} needs a whole number of minutes from ${MIN_MINUTES} to ${MAX_MINUTES}, not '${typed}'`;
  return { minutes: DEFAULT_MINUTES, rest, problem };
}

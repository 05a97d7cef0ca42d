import { pause, systemClock } from '../engine/index.ts';
import type { ProbeResult } from '../run-data/probe-results.ts';
import { LocalPlace } from './local-place.ts';
import { defineProbe } from './probe.ts';
import { type CommandResult, findProgram, type ServicePlace } from './service-place.ts';

type Tools = Pick<ProbeResult<'tools'>, 'ffmpeg' | 'ffprobe' | 'node'>;
type Tool = NonNullable<Tools['ffmpeg']>;

/** The runs of the programs of this machine, by path. */
type Runs = Map<string, Promise<CommandResult>>;

/** After the other probes have sent their requests. */
const AFTER_MS = 100;

/** MediaMTX runs neither. */
const SERVICES_WITH_TOOLS = ['media-service', 'sts-service'] as const;

/** ffmpeg, ffprobe and Node as each service finds them. */
export const toolsProbe = defineProbe('tools', async ({ placeOf }, signal) => {
  // Starting a process blocks this one, which then sends no requests for the other probes.
  await pause(systemClock, AFTER_MS, signal);
  const runs: Runs = new Map();
  const harness = new LocalPlace({
    workingFolder: process.cwd(),
    program: process.execPath,
    environment: process.env,
  });
  const places = await Promise.all(
    SERVICES_WITH_TOOLS.map(async (name) => ({ name: name as string, place: await placeOf(name, signal) })),
  );
  const users: readonly { readonly name: string; readonly place: ServicePlace | undefined }[] = [
    // In containers each command takes long: the tools of the worker matter most.
    ...places.filter(({ name, place }) => name === 'media-service' || place?.isThisMachine === true),
    // The publisher and the measurements.
    { name: 'harness', place: harness },
  ];
  const found = await Promise.all(
    users.map(async ({ name, place }) =>
      place === undefined ? [] : [{ name, tools: await toolsOf(place, runs, signal) }],
    ),
  );
  const [first, ...others] = found.flat();
  if (first === undefined) return [];
  return [
    {
      of: first.name,
      ...first.tools,
      others: Object.fromEntries(others.map(({ name, tools }) => [name, tools])),
    },
  ];
});

async function toolsOf(place: ServicePlace, runs: Runs, signal: AbortSignal): Promise<Tools> {
  const [ffmpeg, ffprobe, node] = await Promise.all([
    inspect(place, 'ffmpeg', runs, signal),
    inspect(place, 'ffprobe', runs, signal),
    nodeVersion(place, signal),
  ]);
  return { ffmpeg, ffprobe, ...(node === undefined ? {} : { node }) };
}

async function inspect(
  place: ServicePlace,
  name: 'ffmpeg' | 'ffprobe',
  runs: Runs,
  signal: AbortSignal,
): Promise<Tool> {
  // ffmpeg prints its version before the list.
  const args = name === 'ffmpeg' ? ['-encoders'] : ['-version'];
  const finding = inTime(findProgram(place, name, signal), signal);
  // In a container each command may take a second, so they run side by side.
  const early = place.isThisMachine ? undefined : place.run(name, args, signal);
  const found = await finding;
  if (found === undefined) return { error: `there is no ${name} in PATH` };
  const path = found === LATE ? {} : { path: found.path };
  if (found !== LATE && !found.file.isExecutable) return { ...path, error: 'it is not executable' };
  const result = await inTime(
    early ?? runOnce(place, found === LATE ? name : found.path, args, runs, signal),
    signal,
  );
  if (result === LATE) return { ...path, error: 'no result before the probes ended' };
  const { stdout, stderr, exitCode, problem } = result;
  const version = / version (\S+)/.exec(`${stderr}\n${stdout}`)?.[1];
  return {
    ...path,
    ...(version === undefined ? {} : { version }),
    ...(name === 'ffmpeg' && exitCode === 0 ? { aacEncoder: /^ A\S{5} aac /m.test(stdout) } : {}),
    ...(exitCode === 0 ? {} : { error: problem ?? describeEnd(result) }),
  };
}

/** Runs a program of this machine once, whichever services use it. */
async function runOnce(
  place: ServicePlace,
  path: string,
  args: readonly string[],
  runs: Runs,
  signal: AbortSignal,
): Promise<CommandResult> {
  const running = runs.get(path) ?? place.run(path, args, signal);
  runs.set(path, running);
  return await running;
}

const LATE = Symbol('no result in time');

/** Ends with the signal, so that one command that hangs leaves the others recorded. */
async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T | typeof LATE> {
  const stopped = new Promise<typeof LATE>((resolve) => {
    if (signal.aborted) resolve(LATE);
    signal.addEventListener('abort', () => resolve(LATE), { once: true });
  });
  return await Promise.race([work, stopped]);
}

function describeEnd({ exitCode, stderr }: { readonly exitCode?: number; readonly stderr: string }): string {
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  return `it ended with exit code ${exitCode}${lastLine === '' ? '' : `: ${lastLine}`}`;
}

async function nodeVersion(place: ServicePlace, signal: AbortSignal): Promise<string | undefined> {
  const { program } = place;
  if (program === undefined || !/(^|\/)node[^/]*$/.test(program)) return undefined;
  if (program === process.execPath) return process.version;
  const printed = await inTime(place.run(program, ['--version'], signal), signal);
  return printed !== LATE && printed.exitCode === 0 ? printed.stdout.trim() : undefined;
}

import type { ProbeResult } from '../run-data/probe-results.ts';
import { LocalPlace } from './local-place.ts';
import { defineProbe, REQUEST_WITHIN_MS } from './probe.ts';
import { findProgram, type ServicePlace } from './service-place.ts';

type Tools = Pick<ProbeResult<'tools'>, 'ffmpeg' | 'ffprobe' | 'node'>;
type Tool = NonNullable<Tools['ffmpeg']>;

/** MediaMTX runs neither. */
const SERVICES_WITH_TOOLS = ['media-service', 'sts-service'] as const;

/** ffmpeg, ffprobe and Node as each service finds them. */
export const toolsProbe = defineProbe('tools', async ({ placeOf }, stop) => {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(REQUEST_WITHIN_MS)]);
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
      place === undefined ? [] : [{ name, tools: await toolsOf(place, signal) }],
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

async function toolsOf(place: ServicePlace, signal: AbortSignal): Promise<Tools> {
  const [ffmpeg, ffprobe, node] = await Promise.all([
    inspect(place, 'ffmpeg', signal),
    inspect(place, 'ffprobe', signal),
    nodeVersion(place, signal),
  ]);
  return { ffmpeg, ffprobe, ...(node === undefined ? {} : { node }) };
}

async function inspect(place: ServicePlace, name: 'ffmpeg' | 'ffprobe', signal: AbortSignal): Promise<Tool> {
  // ffmpeg prints its version before the list.
  const args = name === 'ffmpeg' ? ['-encoders'] : ['-version'];
  // Side by side: each may take a second in a container.
  const [found, result] = await Promise.all([
    inTime(findProgram(place, name, signal), signal),
    inTime(place.run(name, args, signal), signal),
  ]);
  if (found === undefined) return { error: `there is no ${name} in PATH` };
  const path = found === LATE ? {} : { path: found.path };
  if (found !== LATE && !found.file.isExecutable) return { ...path, error: 'it is not executable' };
  if (result === LATE) return { ...path, error: `no result within ${REQUEST_WITHIN_MS} ms` };
  const { stdout, stderr, exitCode, problem } = result;
  const version = / version (\S+)/.exec(`${stderr}\n${stdout}`)?.[1];
  return {
    ...path,
    ...(version === undefined ? {} : { version }),
    ...(name === 'ffmpeg' && exitCode === 0 ? { aacEncoder: /^ A\S{5} aac /m.test(stdout) } : {}),
    ...(exitCode === 0 ? {} : { error: problem ?? describeEnd(result) }),
  };
}

const LATE = Symbol('no result in time');

/** Ends with the signal, so that one command that hangs leaves the others recorded. */
async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T | typeof LATE> {
  const stopped = new Promise<typeof LATE>((resolve) => {
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

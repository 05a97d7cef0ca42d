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
    ...places,
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
  const found = await findProgram(place, name, signal);
  if (found === undefined) return { error: `there is no ${name} in PATH` };
  const { path, file } = found;
  if (!file.isExecutable) return { path, error: 'it is not executable' };
  const [version, encoders] = await Promise.all([
    place.run(path, ['-version'], signal),
    name === 'ffmpeg' ? place.run(path, ['-hide_banner', '-encoders'], signal) : undefined,
  ]);
  const [, printed] = / version (\S+)/.exec(version.stdout) ?? [];
  const hasList = encoders?.exitCode === 0;
  const failed = version.exitCode === 0 ? undefined : (version.problem ?? describeEnd(version));
  return {
    path,
    ...(printed === undefined ? {} : { version: printed }),
    ...(hasList ? { aacEncoder: /^ A\S{5} aac /m.test(encoders.stdout) } : {}),
    ...(failed === undefined ? {} : { error: failed }),
  };
}

function describeEnd({ exitCode, stderr }: { readonly exitCode?: number; readonly stderr: string }): string {
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  return `it ended with exit code ${exitCode}${lastLine === '' ? '' : `: ${lastLine}`}`;
}

async function nodeVersion(place: ServicePlace, signal: AbortSignal): Promise<string | undefined> {
  const { program } = place;
  if (program === undefined || !/(^|\/)node[^/]*$/.test(program)) return undefined;
  if (program === process.execPath) return process.version;
  const { stdout, exitCode } = await place.run(program, ['--version'], signal);
  return exitCode === 0 ? stdout.trim() : undefined;
}

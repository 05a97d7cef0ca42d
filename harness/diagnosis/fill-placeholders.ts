import { dirname } from 'node:path';
import { z } from 'zod';
import { PipelineFacts } from './facts/pipeline-facts.ts';

/** Values of a run that fixes and commands name as `<name>`. Each is text for a shell, also when the run has no value. */
const PLACEHOLDERS: Readonly<Record<string, (facts: PipelineFacts) => string>> = {
  run: ({ start }) => start?.runId ?? 'last',
  'run-folder': runFolder,
  stream: (facts) => word(facts.setup?.streamId) ?? 'stream_id',
  input: (facts) => word(facts.inPath) ?? 'live/stream/in',
  output: (facts) => word(facts.outPath) ?? 'live/stream/out',
  'mediamtx-api': (facts) => urlOf(facts, 'mediamtx', 'mediamtxApiUrl') ?? 'http://127.0.0.1:9997',
  'media-service': mediaServiceUrl,
  'sts-service': stsUrl,
  'orchestrator-url': (facts) => insideCompose(facts, 'http://media-service:8080') ?? mediaServiceUrl(facts),
  'sts-url': (facts) => insideCompose(facts, 'http://sts-service:3000') ?? stsUrl(facts),
  'rtmp-host': (facts) => rtmpUrl(facts).hostname,
  'rtmp-port': (facts) => rtmpUrl(facts).port || '1935',
  'mediamtx-pid': (facts) => pidOf(facts, 'mediamtx') ?? '$(pgrep -o -x mediamtx)',
  'media-service-pid': (facts) => pidOf(facts, 'media-service') ?? '$(pgrep -o -f media-service/main)',
  'sts-service-pid': (facts) => pidOf(facts, 'sts-service') ?? '$(pgrep -o -f sts-service/main)',
  'publisher-pid': (facts) => pidOf(facts, 'publisher') ?? '$(pgrep -n -f "ffmpeg.*/in$")',
  'mediamtx-config': mediamtxConfig,
  hook: (facts) => word(hookFile(facts)) ?? 'services/mediamtx/mtx-hook',
  'hook-pid': (facts) => lastHookStart(facts)?.pid?.toString() ?? '$(pgrep -n -f mtx-hook)',
  'hook-url': (facts) =>
    word(lastHookStart(facts)?.url) ?? `${mediaServiceUrl(facts)}/v1/mediamtx/events/ready`,
  clip: (facts) => word(clipFile(facts)) ?? 'fixtures/10s-counting-english.mp4',
  recordings: (facts) => word(recordingsFolder(facts)) ?? `${runFolder(facts)}/recordings`,
  container: () => '$(docker ps -aq | head -1)',
  'dubbed-audio': (facts) => `${runFolder(facts)}/attachments/fragment-0-*-dubbed.*`,
};

/**
 * Replaces the placeholders of a fix or a command, such as `<mediamtx-pid>`, by the values of a run. A value that the run
 * does not have is replaced by the documented default, or by a command that finds it, so that the text can be pasted.
 *
 * @param facts without a run, all values are defaults
 */
export function fillPlaceholders(
  text: string,
  facts: PipelineFacts = new PipelineFacts({ events: [], evidence: new Map() }),
): string {
  return text.replaceAll(/<([a-z][a-z-]*)>/g, (placeholder, name: string) => {
    const fill = Object.hasOwn(PLACEHOLDERS, name) ? PLACEHOLDERS[name] : undefined;
    return fill?.(facts) ?? placeholder;
  });
}

/** The file that MediaMTX reports to have loaded. That of a run is written anew for each run. */
function mediamtxConfig(facts: PipelineFacts): string {
  const [line] = facts.logs({ source: 'mediamtx', message: /^configuration loaded from / });
  const file = /^configuration loaded from (\S+)$/.exec(line?.message ?? '')?.[1];
  if (file === undefined) return 'mediamtx.yml';
  const runId = facts.start?.runId;
  return runId !== undefined && file.includes(`/${runId}/`)
    ? 'the mediamtx.yml that services/mediamtx/config.ts writes'
    : file;
}

/** One word of a shell, quoted where it is necessary. */
function word(value: string | undefined): string | undefined {
  if (value === undefined || /^[\w./:@%+=,~-]+$/.test(value)) return value;
  return `'${value.replaceAll("'", "'\\''")}'`;
}

function runFolder({ start }: PipelineFacts): string {
  return `reports/runs/${start?.runId ?? 'last'}`;
}

/** Of step 0; when that failed, the one that was probed. */
function urlOf(facts: PipelineFacts, service: string, endpoint: string): string | undefined {
  const known = facts.setup?.endpoints[endpoint];
  if (known !== undefined) return known.replace(/\/$/, '');
  const probed = facts.probed('services')?.data.list?.find(({ name }) => name === service)?.url;
  return probed !== undefined && URL.canParse(probed) ? new URL(probed).origin : undefined;
}

function mediaServiceUrl(facts: PipelineFacts): string {
  return urlOf(facts, 'media-service', 'mediaServiceUrl') ?? 'http://127.0.0.1:8080';
}

function stsUrl(facts: PipelineFacts): string {
  return urlOf(facts, 'sts-service', 'stsUrl') ?? 'http://127.0.0.1:3000';
}

/** Services in containers reach each other by name. */
function insideCompose({ environment }: PipelineFacts, url: string): string | undefined {
  return environment === 'compose' ? url : undefined;
}

function rtmpUrl({ setup }: PipelineFacts): URL {
  const url = setup?.endpoints.rtmpUrl ?? '';
  return new URL(URL.canParse(url) ? url : 'rtmp://127.0.0.1:1935');
}

/** Of the process that was sampled last. One that has ended has none. */
function pidOf(facts: PipelineFacts, name: string): string | undefined {
  const samples = [...facts.processSamples.map(({ data }) => data), facts.probed('processes')?.data];
  const process = samples.findLast((sample) => sample !== undefined)?.list.find((one) => one.name === name);
  return process?.pid.toString();
}

function hookFile(facts: PipelineFacts): string | undefined {
  const refused = facts.hookCalls.findLast(({ data }) => data.phase === 'not-started');
  return facts.probed('hook-file')?.data.path ?? refused?.data.command;
}

function lastHookStart(facts: PipelineFacts) {
  const calls = facts.hookCalls.filter(({ data }) => data.event === 'ready' && data.url !== undefined);
  return calls.at(-1)?.data;
}

const setupSchema = z.object({ clipFile: z.string() });
const paramsSchema = z.object({ fixture: z.string() });

/** The published file; before step 0 has passed, the one that the run is to publish. */
function clipFile(facts: PipelineFacts): string | undefined {
  const published = setupSchema.safeParse(facts.outputOf('environment-setup')).data?.clipFile;
  if (published !== undefined) return published;
  const fixture = paramsSchema.safeParse(facts.start?.params).data?.fixture;
  if (fixture === undefined) return undefined;
  return /[/.]/.test(fixture) ? fixture : `fixtures/${fixture}.mp4`;
}

/** As probed, as configured, or as MediaMTX names it in an error of its recorder. */
function recordingsFolder(facts: PipelineFacts): string | undefined {
  const probed = facts.probed('recordings')?.data.folder;
  if (probed !== undefined) return probed;
  const [configured] = facts.probed('mediamtx-config')?.data.recordPath?.split('/%') ?? [];
  if (configured !== undefined) return configured;
  const [error] = facts.logs({ source: 'mediamtx', message: /\[recorder\] \w+ \/[^:]+: / });
  const [, path] = /\[recorder\] \w+ (\/[^:]+): /.exec(error?.message ?? '') ?? [];
  return path === undefined ? undefined : dirname(path);
}

import { z } from 'zod';
import {
  type CapturedTrack,
  capturedOutputSchema,
  liveOutputSchema,
} from '../../run-data/captured-output.ts';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { type OutputMeasurement, outputMeasurementSchema } from '../../run-data/output-measurement.ts';
import { oncePerRecord } from './once-per-record.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { type LogEvent, logRef, observationRef } from './run-facts.ts';
import { pathStates } from './stream-facts.ts';

/** Frames that the two recorders of MediaMTX may lack. */
const FRAMES_LOST_BY_RECORDERS = 2;

/** What step 5 measured in the capture. */
export const measuredOutput = oncePerRecord((facts): OutputMeasurement | undefined => {
  return outputMeasurementSchema.safeParse(facts.outputOf('output-stream')).data;
});

/** A check as evidence: the first one that was made with one of these ids. */
export function checkRef(facts: PipelineFacts, text: string, ...ids: readonly string[]): EvidenceRef {
  for (const id of ids) {
    const event = facts.events.findLast((one) => one.type === 'check' && one.check.id === id);
    if (event !== undefined) return { text, atMs: event.atMs, seq: event.seq, source: 'output-stream' };
  }
  return { text, source: 'output-stream' };
}

/** One connection to MediaMTX that published a path, from its log. */
export interface Publication {
  readonly path: string;
  /** As MediaMTX names the connection. */
  readonly connection: string;
  readonly line: LogEvent;
  readonly closed?: LogEvent;
}

const PUBLISHING = /^\[\w+\] \[(\w+ \S+)\] is publishing to path '([^']+)'/;
const CLOSED = /^\[\w+\] \[(\w+ \S+)\] closed: (.*)$/;

/** Every connection that published, in order. */
export function publicationsIn(facts: PipelineFacts): readonly Publication[] {
  const closings = facts.logs({ source: 'mediamtx', message: CLOSED });
  return facts.logs({ source: 'mediamtx', message: PUBLISHING }).flatMap((line) => {
    const [, connection = '', path = ''] = PUBLISHING.exec(line.message) ?? [];
    const closed = closings.find(
      ({ seq, message }) => seq > line.seq && CLOSED.exec(message)?.[1] === connection,
    );
    return [{ path, connection, line, ...(closed && { closed }) }];
  });
}

/** Log lines of media-service about this run's stream. */
export function streamLogs(facts: PipelineFacts, message: RegExp): readonly LogEvent[] {
  const streamId = facts.setup?.streamId;
  return facts
    .logs({ source: 'media-service', message })
    .filter(({ data }) => ofStreamSchema.safeParse(data).data?.streamId === streamId);
}

const ofStreamSchema = z.looseObject({ streamId: z.string() });
const exitedSchema = z.looseObject({
  ffmpeg: z.string(),
  exitCode: z.number().nullish(),
  signal: z.string().nullish(),
});

/** An end of the ffmpeg process that publishes the output. */
export interface OutputExit {
  readonly line: LogEvent;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** Every end of an ffmpeg process that published the output. */
export function outputExits(facts: PipelineFacts): readonly OutputExit[] {
  return streamLogs(facts, /^ffmpeg exited$|^ffmpeg \(output\) /).flatMap((line) => {
    const { data } = exitedSchema.safeParse(line.data);
    if (data?.ffmpeg !== 'output') return [];
    return [{ line, exitCode: data.exitCode ?? undefined, signal: data.signal ?? undefined }];
  });
}

/** A published output: how often, as far as MediaMTX or the worker show. `undefined` when neither does. */
export function publicationCount(facts: PipelineFacts): number | undefined {
  const inLog = publicationsIn(facts).filter(({ path }) => path === facts.outPath).length;
  const reported = facts.workerStates.at(-1)?.data.output.publications;
  if (inLog === 0 && reported === undefined) return undefined;
  return Math.max(inLog, reported ?? 0);
}

/**
 * Whether the content of the output is the work of the worker alone: the worker received the whole clip, it published the
 * output once, and no process of the pipeline ended before its time.
 */
export const isWorkersOwn = oncePerRecord((facts): boolean => {
  const { receivedFrames } = capturedOutputSchema.safeParse(facts.evidence('captured-output')).data ?? {};
  const reference = measuredOutput(facts)?.frames.reference;
  const isWhole =
    receivedFrames === undefined ||
    reference === undefined ||
    reference - receivedFrames <= FRAMES_LOST_BY_RECORDERS;
  const hasEnded = facts.endedProcesses.some(
    ({ data: { name, exitCode, signal } }) =>
      name !== 'publisher' && !name.includes('/') && (exitCode !== 0 || signal !== undefined),
  );
  const hasBroken = outputExits(facts).some(({ exitCode, signal }) => exitCode !== 0 || signal !== undefined);
  return isWhole && !hasEnded && !hasBroken && (publicationCount(facts) ?? 1) === 1;
});

/** The tracks of the output, and where they were seen. */
export interface OutputTracks {
  readonly video:
    | { readonly codec: string; readonly width?: number | undefined; readonly height?: number | undefined }
    | undefined;
  readonly audio: { readonly codec: string } | undefined;
  readonly refs: readonly [EvidenceRef, ...EvidenceRef[]];
}

/** Codecs as MediaMTX names them, with ffmpeg's names. */
const CODECS: readonly (readonly [RegExp, 'video' | 'audio', string])[] = [
  [/^H264$/, 'video', 'h264'],
  [/^H265$/, 'video', 'hevc'],
  [/^AV1$/, 'video', 'av1'],
  [/^VP9$/, 'video', 'vp9'],
  [/^VP8$/, 'video', 'vp8'],
  [/^MPEG-4 Video$/, 'video', 'mpeg4'],
  [/^MPEG-1\/2 Video$/, 'video', 'mpeg2video'],
  [/^M-JPEG$/, 'video', 'mjpeg'],
  [/^MPEG-4 Audio/, 'audio', 'aac'],
  [/^MPEG-1\/2 Audio$/, 'audio', 'mp3'],
  [/^Opus$/, 'audio', 'opus'],
  [/^Vorbis$/, 'audio', 'vorbis'],
  [/^AC-3$/, 'audio', 'ac3'],
  [/^G711$/, 'audio', 'pcm_alaw or pcm_mulaw'],
  [/^G722$/, 'audio', 'adpcm_g722'],
  [/^LPCM$/, 'audio', 'pcm'],
];

const AVAILABLE = /^\[path (\S+)\] stream is available.*\((.*)\)$/;

/**
 * The tracks of the output: of the capture, or else as MediaMTX listed them, or else as ffprobe found them in the live
 * output. `undefined` when none of them is known.
 */
export function outputTracks(facts: PipelineFacts): OutputTracks | undefined {
  const sources = [capturedTracks(facts), listedTracks(facts), liveTracks(facts)].filter(
    (tracks) => tracks !== undefined,
  );
  const [first] = sources;
  if (first === undefined) return undefined;
  const [ref, ...more] = sources.flatMap(({ refs }) => refs);
  return ref === undefined ? first : { ...first, refs: [ref, ...more] };
}

function capturedTracks(facts: PipelineFacts): OutputTracks | undefined {
  const captured = capturedOutputSchema.safeParse(facts.evidence('captured-output')).data;
  const tracks = captured?.tracks;
  // Without any track, ffprobe could not read the file.
  if (captured === undefined || tracks === undefined || tracks.length === 0) return undefined;
  const find = (kind: CapturedTrack['kind']) => tracks.find((track) => track.kind === kind);
  const [video, audio] = [find('video'), find('audio')];
  const text = `the capture has ${tracks.map(describeTrack).join(' and ')}`;
  const ref = { ...checkRef(facts, text, 'output-video-codec'), file: 'evidence/captured-output.json' };
  return { video, audio, refs: [ref] };
}

function describeTrack({ kind, codec, width, height }: CapturedTrack): string {
  const size = width === undefined || height === undefined ? '' : `, ${width}x${height}`;
  return `${kind} (${codec}${size})`;
}

/** The tracks of the input as MediaMTX listed them. */
export function inputTracks(facts: PipelineFacts): OutputTracks | undefined {
  return listedTracks(facts, facts.inPath);
}

function listedTracks(facts: PipelineFacts, path = facts.outPath): OutputTracks | undefined {
  const line = facts
    .logs({ source: 'mediamtx', message: AVAILABLE })
    .find(({ message }) => AVAILABLE.exec(message)?.[1] === path);
  if (line !== undefined) {
    const names = AVAILABLE.exec(line.message)?.[2]?.split(', ') ?? [];
    return { ...tracksNamed(names), refs: [logRef(line)] };
  }
  const state = pathStates(facts, path).find(
    ({ data }) => data.ready && data.tracks !== undefined && data.tracks.length > 0,
  );
  if (state === undefined) return undefined;
  const names = state.data.tracks ?? [];
  const text = `MediaMTX lists ${path} with ${names.join(' and ')}`;
  return { ...tracksNamed(names), refs: [observationRef(state.event, text)] };
}

function tracksNamed(names: readonly string[]): Pick<OutputTracks, 'video' | 'audio'> {
  const known = (name: string) => CODECS.find(([pattern]) => pattern.test(name));
  // A track with another name is of the kind that is not there.
  const unknown = names.find((name) => known(name) === undefined);
  const codecOf = (kind: 'video' | 'audio') =>
    names.map(known).find((codec) => codec?.[1] === kind)?.[2] ?? unknown;
  const [video, audio] = [codecOf('video'), codecOf('audio')];
  return {
    video: video === undefined ? undefined : { codec: video },
    audio: audio === undefined ? undefined : { codec: audio },
  };
}

function liveTracks(facts: PipelineFacts): OutputTracks | undefined {
  const live = liveOutputSchema.safeParse(facts.evidence('live-output')).data;
  // ffprobe found nothing at all: it may have joined too late.
  if (live === undefined || (live.videoCodec === null && live.audioCodec === null)) return undefined;
  const { videoCodec, audioCodec } = live;
  const text = `ffprobe finds video ${videoCodec ?? 'none'} and audio ${audioCodec ?? 'none'} in the live output`;
  return {
    video: videoCodec === null ? undefined : { codec: videoCodec },
    audio: audioCodec === null ? undefined : { codec: audioCodec },
    refs: [{ ...checkRef(facts, text, 'live-video-codec'), file: 'evidence/live-output.json' }],
  };
}

const codecsSchema = z.object({ codecs: z.object({ video: z.string(), audio: z.string() }) });

/** The codecs that the output must have. */
export function expectedCodecs(
  facts: PipelineFacts,
): { readonly video: string; readonly audio: string } | undefined {
  return codecsSchema.safeParse(facts.setup?.profile).data?.codecs;
}

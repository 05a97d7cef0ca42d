import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { logRef, observationRef } from './run-facts.ts';

/** The tracks that the worker found in its source. */
export interface OpenedSource {
  readonly hasAudio: boolean;
  readonly atMs: number;
  readonly ref: EvidenceRef;
}

const openedSchema = z.looseObject({
  streamId: z.string(),
  source: z.looseObject({
    video: z.looseObject({ codec: z.string() }),
    audio: z.looseObject({ codec: z.string() }).nullish(),
  }),
});

/** The source that the worker opened first, from its log or its status. */
export function openedSource(facts: PipelineFacts): OpenedSource | undefined {
  const streamId = facts.setup?.streamId;
  for (const line of facts.logs({ source: 'media-service', message: /^source opened/ })) {
    const data = openedSchema.safeParse(line.data).data;
    if (data === undefined || data.streamId !== streamId) continue;
    const { video, audio } = data.source;
    const tracks = `${video.codec}, ${audio?.codec ?? 'no audio'}`;
    return {
      hasAudio: audio !== undefined && audio !== null,
      atMs: line.atMs,
      ref: logRef(line, `source opened: ${tracks}`),
    };
  }
  const status = facts.workerStates.find(({ data }) => data.source !== undefined);
  if (status?.data.source === undefined) return undefined;
  const { video, audio } = status.data.source;
  return {
    hasAudio: audio !== null,
    atMs: status.event.atMs,
    ref: observationRef(status.event, `worker: source ${video.codec}, ${audio?.codec ?? 'no audio'}`),
  };
}

const AUDIO_TRACK = /audio|aac|opus|mp3|g711|ac-?3|lpcm/i;

/** The audio track of the input, as MediaMTX lists it. */
export function inputAudioTrack(
  facts: PipelineFacts,
): { readonly track: string; readonly ref: EvidenceRef } | undefined {
  for (const { event, data } of facts.pathSamples) {
    const path = data.paths.find(({ name }) => name === facts.inPath);
    const track = path?.tracks?.find((name) => AUDIO_TRACK.test(name));
    if (path?.tracks === undefined || track === undefined) continue;
    return { track, ref: observationRef(event, `${path.name} has the tracks ${path.tracks.join(', ')}`) };
  }
  const [checked] = facts.checks('input-tracks');
  const tracks = z.array(z.string()).safeParse(checked?.actual).data ?? [];
  const track = tracks.find((name) => AUDIO_TRACK.test(name));
  if (track === undefined) return undefined;
  const source = 'mediamtx-received-stream';
  return { track, ref: { text: `${facts.inPath} has the tracks ${tracks.join(', ')}`, source } };
}

import { inputAudioTrack, openedSource } from '../../facts/source-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The input has audio, and the worker reads only its video. */
export const ingestWithoutAudio = defineCause({
  code: 'INGEST_WITHOUT_AUDIO',
  title: 'The worker reads the stream without its audio',
  boundary: 'ingest',
  class: 'PRODUCT',
  meaning:
    'MediaMTX receives an audio track, but the worker has opened the source with video only. No audio can be dubbed, and the output is silent.',
  evidenceFor: ['the tracks of the input in MediaMTX', 'the tracks of the source that the worker opened'],
  evidenceAgainst: ['a published stream without audio: see CLIP_WITHOUT_AUDIO'],
  fix: 'Correct the ingest of media-service: it must open the audio track of the source, as ffprobe shows it in the recording.',
  places: ['services/media-service/ingest/source-info.ts', 'services/media-service/ingest/open-source.ts'],
  confirm: [
    'curl -s <media-service>/v1/streams',
    'find <recordings> -name "*.mp4" -exec ffprobe -v error -show_entries stream=codec_name -of csv=p=0 {} +',
  ],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const source = openedSource(facts);
    const input = inputAudioTrack(facts);
    if (source === undefined || source.hasAudio || input === undefined) return undefined;
    return {
      summary: `The worker opened ${facts.inPath} without audio, although MediaMTX receives the audio track ${input.track} on it.`,
      evidence: [source.ref, input.ref],
      certainty: 'certain',
    };
  },
});

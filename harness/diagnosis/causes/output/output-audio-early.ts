import { audioFault } from '../../facts/output-audio.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { audioFinding } from './audio-finding.ts';

/** The worker publishes the audio earlier than its video. */
export const outputAudioEarly = defineCause({
  code: 'OUTPUT_AUDIO_EARLY',
  title: 'The dubbed audio is early',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'The dubbed audio of the segments is played before their frames, by an offset that does not grow: the start of the audio is missing, or its time is wrong.',
  evidenceFor: ['the A/V offset of the segments, measured by content: negative'],
  evidenceAgainst: [
    'frames of the output are wrong, so that A/V offsets cannot be measured',
    'the recorded input lacks frames, or the output was published more than once',
  ],
  fix: 'Correct the start time of the audio in the output ffmpeg (-af asetpts, or -itsoffset), or correct the part that cuts its start.',
  confirm: ['ffprobe -show_streams <run-folder>/capture.mp4'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const fault = audioFault(facts);
    if (fault?.kind !== 'early') return undefined;
    return audioFinding(facts, fault, {
      samples:
        'Remove what cuts the start of the audio between the dubbed segment and the AAC encoder: an audio filter (-af atrim), -ss, or samples that are skipped.',
      timestamps:
        'Correct the time at which the audio starts: asetpts, or -itsoffset of its input, must be that of the video.',
    });
  },
});

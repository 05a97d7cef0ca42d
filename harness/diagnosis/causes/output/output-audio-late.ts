import { audioFault } from '../../facts/output-audio.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { audioFinding } from './audio-finding.ts';

/** The worker publishes the audio later than its video. */
export const outputAudioLate = defineCause({
  code: 'OUTPUT_AUDIO_LATE',
  title: 'The dubbed audio is late',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'The dubbed audio of the segments is played later than their frames, by an offset that does not grow.',
  evidenceFor: ['the A/V offset of the segments, measured by content: positive'],
  evidenceAgainst: [
    'frames of the output are wrong, so that A/V offsets cannot be measured',
    'the recorded input lacks frames, or the output was published more than once',
  ],
  fix: 'Correct the start time of the audio in the output ffmpeg (-af asetpts, or -itsoffset), or remove the delay before it.',
  confirm: ['ffprobe -show_streams <run-folder>/capture.mp4'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const fault = audioFault(facts);
    if (fault?.kind !== 'late') return undefined;
    return audioFinding(facts, fault, {
      samples:
        'Remove what delays the samples between the dubbed segment and the AAC encoder: a filter (-af adelay), or added silence.',
      timestamps:
        'Correct the time at which the audio starts: asetpts, or -itsoffset of its input, must be that of the video.',
    });
  },
});

import { audioFault } from '../../facts/output-audio.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { audioFinding } from './audio-finding.ts';

/** The audio of the output runs at another pace than its video. */
export const outputAudioDrifts = defineCause({
  code: 'OUTPUT_AUDIO_DRIFTS',
  title: 'The dubbed audio drifts away from the video',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'The A/V offset changes from segment to segment: the segments are longer or shorter than their time, or the audio is played at another speed.',
  evidenceFor: ['A/V offsets of the segments that grow in one direction', 'a playback speed other than 1'],
  evidenceAgainst: [
    'frames of the output are wrong, so that A/V offsets cannot be measured',
    'the recorded input lacks frames, or the output was published more than once',
  ],
  fix: 'Fit the dubbed audio of each segment to exactly its number of samples, and publish it at the sample rate at which it was made.',
  confirm: ['ffprobe -show_streams <run-folder>/capture.mp4'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const fault = audioFault(facts);
    if (fault?.kind !== 'drifts') return undefined;
    return audioFinding(facts, fault, {
      samples:
        'Fit the dubbed audio of each segment to exactly its number of samples, and publish it at the sample rate at which it was made: no option or filter may change its speed (-ar, atempo, asetrate).',
      timestamps:
        'Fit the dubbed audio of each segment to exactly its number of samples, and publish it at the sample rate at which it was made.',
    });
  },
});

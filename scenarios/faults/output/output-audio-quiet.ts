import { defineFault } from '../define-fault.ts';
import { changePublished, ENCODED_AUDIO } from '../rigging/output-ffmpeg.ts';

export const outputAudioQuiet = defineFault({
  id: 'output-audio-quiet',
  title: 'The audio of the output is 9 dB too quiet',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_LEVEL_WRONG' },
  alter: (stage) => changePublished(stage, { audio: ['-af', 'volume=-9dB', ...ENCODED_AUDIO] }),
});

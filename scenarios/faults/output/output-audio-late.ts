import { defineFault } from '../define-fault.ts';
import { changePublished, ENCODED_AUDIO } from '../rigging/output-ffmpeg.ts';

export const outputAudioLate = defineFault({
  id: 'output-audio-late',
  title: 'The audio of the output is 300 ms late',
  boundary: 'worker-output',
  expected: { step: 'output-stream', orStep: 'metrics', cause: 'OUTPUT_AUDIO_LATE' },
  alter: (stage) => changePublished(stage, { audio: ['-af', 'adelay=300:all=1', ...ENCODED_AUDIO] }),
});

import { defineFault } from '../define-fault.ts';
import { changePublished, ENCODED_AUDIO } from '../rigging/output-ffmpeg.ts';

export const outputAudioSlow = defineFault({
  id: 'output-audio-slow',
  title: 'The audio of the output is played 1 % too slowly',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_AUDIO_DRIFTS' },
  alter: (stage) =>
    changePublished(stage, { audio: ['-af', 'asetrate=47520,aresample=48000', ...ENCODED_AUDIO] }),
});

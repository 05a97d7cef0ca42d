import { defineFault } from '../define-fault.ts';
import { changePublished, OVER_RTSP } from '../rigging/output-ffmpeg.ts';

export const outputAudioOpus = defineFault({
  id: 'output-audio-opus',
  title: 'The audio of the output is Opus',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_WRONG_CODEC' },
  alter: (stage) => changePublished(stage, { ...OVER_RTSP, audio: ['-c:a', 'libopus', '-b:a', '64k'] }),
});

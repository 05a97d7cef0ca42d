import { defineFault } from '../define-fault.ts';
import { changePublished } from '../rigging/output-ffmpeg.ts';

export const outputAudioMp3 = defineFault({
  id: 'output-audio-mp3',
  title: 'The audio of the output is MP3',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_WRONG_CODEC' },
  alter: (stage) => changePublished(stage, { audio: ['-c:a', 'libmp3lame', '-ar', '44100'] }),
});

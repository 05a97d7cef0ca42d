import { defineFault } from '../define-fault.ts';
import { changePublished, ENCODED_AUDIO } from '../rigging/output-ffmpeg.ts';

export const outputAudioEarly = defineFault({
  id: 'output-audio-early',
  title: 'The audio of the output is 200 ms early',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_AUDIO_EARLY' },
  alter: (stage) =>
    changePublished(stage, { audio: ['-af', 'atrim=start=0.2,asetpts=PTS-STARTPTS', ...ENCODED_AUDIO] }),
});

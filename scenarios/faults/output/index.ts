import type { Fault } from '../define-fault.ts';
import { outputAudioEarly } from './output-audio-early.ts';
import { outputAudioLate } from './output-audio-late.ts';
import { outputAudioMp3 } from './output-audio-mp3.ts';
import { outputAudioSlow } from './output-audio-slow.ts';
import { outputEndsEarly } from './output-ends-early.ts';
import { outputFrameSizeUnknown } from './output-frame-size-unknown.ts';
import { outputFramesDropped } from './output-frames-dropped.ts';
import { outputFrozen } from './output-frozen.ts';
import { outputGoesNowhere } from './output-goes-nowhere.ts';
import { outputHalfFrameRate } from './output-half-frame-rate.ts';
import { outputReencoded } from './output-reencoded.ts';
import { outputVideoEnds } from './output-video-ends.ts';
import { outputWithoutAudio } from './output-without-audio.ts';
import { outputWrongPath } from './output-wrong-path.ts';

export const OUTPUT_FAULTS: readonly Fault[] = [
  outputWithoutAudio,
  outputAudioMp3,
  outputFrameSizeUnknown,
  outputEndsEarly,
  outputFrozen,
  outputVideoEnds,
  outputFramesDropped,
  outputHalfFrameRate,
  outputReencoded,
  outputAudioLate,
  outputAudioEarly,
  outputAudioSlow,
  outputWrongPath,
  outputGoesNowhere,
];

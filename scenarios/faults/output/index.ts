import type { Fault } from '../define-fault.ts';
import { outputAudioDrifts } from './output-audio-drifts.ts';
import { outputAudioEarly } from './output-audio-early.ts';
import { outputAudioLate } from './output-audio-late.ts';
import { outputAudioMp3 } from './output-audio-mp3.ts';
import { outputAudioOpus } from './output-audio-opus.ts';
import { outputAudioQuiet } from './output-audio-quiet.ts';
import { outputAudioSlow } from './output-audio-slow.ts';
import { outputBeginsAgain } from './output-begins-again.ts';
import { outputChannelInverted } from './output-channel-inverted.ts';
import { outputChannelSilent } from './output-channel-silent.ts';
import { outputEndsEarly } from './output-ends-early.ts';
import { outputFrameSizeUnknown } from './output-frame-size-unknown.ts';
import { outputFramesDropped } from './output-frames-dropped.ts';
import { outputFrozen } from './output-frozen.ts';
import { outputGoesNowhere } from './output-goes-nowhere.ts';
import { outputHalfFrameRate } from './output-half-frame-rate.ts';
import { outputNameMisspelt } from './output-name-misspelt.ts';
import { outputNotPermitted } from './output-not-permitted.ts';
import { outputPathTaken } from './output-path-taken.ts';
import { outputReencoded } from './output-reencoded.ts';
import { outputSegmentRepeated } from './output-segment-repeated.ts';
import { outputSegmentsSwapped } from './output-segments-swapped.ts';
import { outputVideoEnds } from './output-video-ends.ts';
import { outputVideoH265 } from './output-video-h265.ts';
import { outputWithoutAudio } from './output-without-audio.ts';
import { outputWrongPath } from './output-wrong-path.ts';
import { outputWrongPort } from './output-wrong-port.ts';

export const OUTPUT_FAULTS: readonly Fault[] = [
  outputGoesNowhere,
  outputWrongPath,
  outputNameMisspelt,
  outputNotPermitted,
  outputPathTaken,
  outputWrongPort,
  outputBeginsAgain,
  outputWithoutAudio,
  outputAudioMp3,
  outputAudioOpus,
  outputVideoH265,
  outputFrameSizeUnknown,
  outputEndsEarly,
  outputFrozen,
  outputVideoEnds,
  outputFramesDropped,
  outputHalfFrameRate,
  outputReencoded,
  outputAudioLate,
  outputAudioEarly,
  outputAudioDrifts,
  outputAudioSlow,
  outputAudioQuiet,
  outputChannelSilent,
  outputChannelInverted,
  outputSegmentsSwapped,
  outputSegmentRepeated,
];

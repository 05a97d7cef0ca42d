import type { CauseDefinition } from '../cause.ts';
import { outputAudioDrifts } from './output-audio-drifts.ts';
import { outputAudioEarly } from './output-audio-early.ts';
import { outputAudioLate } from './output-audio-late.ts';
import { outputChannelWrong } from './output-channel-wrong.ts';
import { outputFrameSizeUnknown } from './output-frame-size-unknown.ts';
import { outputFramesDropped } from './output-frames-dropped.ts';
import { outputFrozen } from './output-frozen.ts';
import { outputLevelWrong } from './output-level-wrong.ts';
import { outputNeverPublished } from './output-never-published.ts';
import { outputReencoded } from './output-reencoded.ts';
import { outputRefused } from './output-refused.ts';
import { outputRestarts } from './output-restarts.ts';
import { outputSegmentRepeated } from './output-segment-repeated.ts';
import { outputSegmentsSwapped } from './output-segments-swapped.ts';
import { outputTruncated } from './output-truncated.ts';
import { outputWithoutAudio } from './output-without-audio.ts';
import { outputWithoutVideo } from './output-without-video.ts';
import { outputWrongCodec } from './output-wrong-codec.ts';
import { outputWrongPath } from './output-wrong-path.ts';

export const OUTPUT_CAUSES: readonly CauseDefinition[] = [
  outputNeverPublished,
  outputWrongPath,
  outputRefused,
  outputRestarts,
  outputWithoutAudio,
  outputWithoutVideo,
  outputWrongCodec,
  outputFrameSizeUnknown,
  outputTruncated,
  outputFrozen,
  outputFramesDropped,
  outputReencoded,
  outputAudioLate,
  outputAudioEarly,
  outputAudioDrifts,
  outputChannelWrong,
  outputLevelWrong,
  outputSegmentsSwapped,
  outputSegmentRepeated,
];

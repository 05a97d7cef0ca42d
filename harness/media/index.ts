export { audioOf, type ProbeOptions, probeMedia, videoOf } from './ffprobe.ts';
export type {
  AudioStreamProbe,
  MediaProbe,
  OtherStreamProbe,
  StreamProbe,
  VideoStreamProbe,
} from './media-probe.ts';
export { MediaToolError, type MediaToolErrorCode } from './media-tool-error.ts';

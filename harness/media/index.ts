export type { SoundFidelity } from './audio/audio-fidelity.ts';
export { type SoundOffset, soundOffset } from './audio/audio-offset.ts';
export { likeness, locateSound, SAME_SOUND, type SoundPlace } from './audio/locate-audio.ts';
export { type DubbedWindow, type HeardWindow, hearWindow, type PicturePlace } from './audio/segment-audio.ts';
export { isSilent, rmsDbfs, SILENCE_DBFS } from './audio/signal/level.ts';
export {
  type Capture,
  CaptureError,
  findRecording,
  takeRecording,
  takeRecordings,
} from './capture/capture.ts';
export { joinDecoded, joinRecordings } from './capture/join-recordings.ts';
export { placeRecording, type RecordingPlace } from './capture/place-recording.ts';
export { type RecordedMedia, readRecording } from './capture/recorded-media.ts';
export { recordingStartS } from './capture/recording-start.ts';
export { StreamRecorder } from './capture/stream-recorder.ts';
export {
  type DecodedMedia,
  type DecodeOptions,
  decodedFrameHashes,
  decodeGrowingMedia,
  decodeMedia,
  decodePcm,
  MEASURING_RATE_HZ,
} from './decode/decode-media.ts';
export type { HashedFrame } from './decode/framehash.ts';
export { type AudioLabel, decodeLabelledAudio, UnknownAudioError } from './decode/labelled-audio.ts';
export { cutPcm, durationOf, type Pcm, samplesBetween } from './decode/pcm.ts';
export { MediaToolError, type MediaToolErrorCode } from './ffmpeg/media-tool-error.ts';
export { audioOf, type ProbeOptions, probeMedia, videoOf } from './probe/ffprobe.ts';
export { longestStep } from './probe/longest-step.ts';
export type {
  AudioStreamProbe,
  MediaProbe,
  OtherStreamProbe,
  StreamProbe,
  VideoStreamProbe,
} from './probe/media-probe.ts';
export { encodeClip } from './publish/encode-clip.ts';
export { type LeadIn, type LeadInClip, type LeadInOptions, writeLeadIn } from './publish/lead-in.ts';
export { type PublishProtocol, StreamPublisher, type StreamPublisherOptions } from './publish/publisher.ts';
export { PublisherError } from './publish/publisher-error.ts';
export { writeRestOfClip } from './publish/rest-of-clip.ts';
export { type AvSync, measureAvSync, type WindowSync } from './sync/av-sync.ts';
export type { FrameDifference } from './video/frame-difference.ts';
export { compareFrames, type FrameComparison } from './video/frame-identity.ts';
export type { FrameMapping, FramePair } from './video/frame-mapping.ts';
export { type PictureClock, pictureClock } from './video/video-clock.ts';

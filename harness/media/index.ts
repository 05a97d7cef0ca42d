export { type DubbedWindow, type HeardWindow, hearWindow, type PicturePlace } from './audio-content.ts';
export { type AvSync, measureAvSync, type WindowSync } from './av-sync.ts';
export {
  type Capture,
  CaptureError,
  findRecording,
  takeRecording,
  takeRecordings,
} from './capture.ts';
export {
  type DecodedMedia,
  type DecodeOptions,
  decodedFrameHashes,
  decodeGrowingMedia,
  decodeMedia,
  decodePcm,
  MEASURING_RATE_HZ,
} from './decode-media.ts';
export { encodeClip } from './encode-clip.ts';
export { audioOf, type ProbeOptions, probeMedia, videoOf } from './ffprobe.ts';
export type { FrameDifference } from './frame-difference.ts';
export { compareFrames, type FrameComparison } from './frame-identity.ts';
export type { FrameMapping, FramePair } from './frame-mapping.ts';
export type { HashedFrame } from './framehash.ts';
export { joinDecoded, joinRecordings } from './join-recordings.ts';
export { type AudioLabel, decodeLabelledAudio, UnknownAudioError } from './labelled-audio.ts';
export { type LeadIn, type LeadInClip, type LeadInOptions, writeLeadIn } from './lead-in.ts';
export { longestStep } from './longest-step.ts';
export type {
  AudioStreamProbe,
  MediaProbe,
  OtherStreamProbe,
  StreamProbe,
  VideoStreamProbe,
} from './media-probe.ts';
export { MediaToolError, type MediaToolErrorCode } from './media-tool-error.ts';
export { cutPcm, durationOf, type Pcm, samplesBetween } from './pcm.ts';
export { type PictureClock, pictureClock } from './picture-clock.ts';
export { placeRecording, type RecordingPlace } from './place-recording.ts';
export { type PublishProtocol, StreamPublisher, type StreamPublisherOptions } from './publisher.ts';
export { PublisherError } from './publisher-error.ts';
export { type RecordedMedia, readRecording } from './recorded-media.ts';
export { recordingStartS } from './recording-start.ts';
export { writeRestOfClip } from './rest-of-clip.ts';
export { isSilent, rmsDbfs, SILENCE_DBFS } from './signal/level.ts';
export type { SoundFidelity } from './sound-fidelity.ts';
export { type SoundOffset, soundOffset } from './sound-offset.ts';
export { likeness, locateSound, SAME_SOUND, type SoundPlace } from './sound-place.ts';
export { StreamRecorder } from './stream-recorder.ts';

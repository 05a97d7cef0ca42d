export type { AudioFidelity } from './audio/audio-fidelity.ts';
export { type AudioOffset, measureAudioOffset } from './audio/audio-offset.ts';
export { type AudioPlacement, locateAudio, SAME_AUDIO, similarity } from './audio/locate-audio.ts';
export { isSilent, rmsDbfs, SILENCE_DBFS } from './audio/signal/level.ts';
export {
  type Capture,
  CaptureError,
  findRecording,
  takeRecording,
  takeRecordings,
} from './capture/capture.ts';
export { joinDecoded, joinRecordings } from './capture/join-recordings.ts';
export { locateRecording, type RecordingPlacement } from './capture/locate-recording.ts';
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
export { MediaToolError, type MediaToolErrorCode } from './ffmpeg/run-media-tool.ts';
export { audioOf, type ProbeOptions, probeMedia, videoOf } from './probe/ffprobe.ts';
export type {
  AudioStreamProbe,
  MediaProbe,
  OtherStreamProbe,
  StreamProbe,
  VideoStreamProbe,
} from './probe/media-probe.ts';
export { longestPacketInterval } from './probe/packet-interval.ts';
export { encodeClip } from './publish/encode-clip.ts';
export { type LeadIn, type LeadInClip, type LeadInOptions, writeLeadIn } from './publish/lead-in.ts';
export {
  forEachProtocol,
  PUBLISH_PROTOCOL_NAMES,
  PUBLISH_PROTOCOLS,
  type PublishEndpoints,
  type PublishProtocol,
  type PublishProtocolSpec,
  parsePublishUrl,
  publishEndpoints,
  publishUrl,
} from './publish/publish-protocols.ts';
export { PublisherError, StreamPublisher, type StreamPublisherOptions } from './publish/publisher.ts';
export { writeClipTail } from './publish/rest-of-clip.ts';
export { type AvSync, measureAvSync, type SegmentSync } from './sync/av-sync.ts';
export {
  classifySegmentAudio,
  type DubbedSegment,
  type FramePlacement,
  type SegmentAudio,
} from './sync/segment-audio.ts';
export type { FrameDifference } from './video/frame-difference.ts';
export { compareFrames, type FrameComparison } from './video/frame-identity.ts';
export type { FrameMapping, FramePair } from './video/frame-mapping.ts';
export { measureVideoClock, type VideoClock } from './video/video-clock.ts';

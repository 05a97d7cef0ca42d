/*
 * Rooms, from the bottom up. A room imports only rooms above its line in this list:
 *
 *   ffmpeg    runs ffmpeg and ffprobe
 *   probe     tracks and packets of a file (ffmpeg)
 *   decode    samples and frame hashes on the presentation clock (ffmpeg)
 *   audio     locates, compares and measures samples (decode)
 *   video     compares frames and their times (decode)
 *   sync      classifies the audio of a segment by its frames, A/V offset (decode, audio, video)
 *   capture   finds, records and joins recordings (ffmpeg, probe, decode, video)
 *   publish   writes variants of a clip and publishes one (ffmpeg)
 *   speech    reads numbers in transcripts; has its own index and no imports
 */
export type { AudioFidelity } from './audio/audio-fidelity.ts';
export { type AudioOffset, measureAudioOffset } from './audio/audio-offset.ts';
export { type AudioPlacement, locateAudio, SAME_AUDIO, similarity } from './audio/locate-audio.ts';
export { isSilent, rmsDbfs, SILENCE_DBFS } from './audio/signal/level.ts';
export { locateRecording, type RecordingPlacement } from './capture/locate-recording.ts';
export { joinDecoded, joinRecordings, type RecordedMedia, readRecording } from './capture/recorded-media.ts';
export {
  type Capture,
  CaptureError,
  copyRecording,
  copyRecordings,
  findRecording,
  recordingStartS,
} from './capture/recordings.ts';
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
export {
  encodeClip,
  type LeadIn,
  type LeadInClip,
  type LeadInOptions,
  writeClipTail,
  writeLeadIn,
} from './publish/clip-variants.ts';
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
export { type AvSync, measureAvSync, type SegmentSync } from './sync/av-sync.ts';
export {
  classifySegmentAudio,
  type DubbedSegment,
  type FramePlacement,
  type SegmentAudio,
} from './sync/segment-audio.ts';
export type { FrameDifference } from './video/compare-frames.ts';
export { compareFrames, type FrameComparison } from './video/compare-frames.ts';
export type { FrameMapping, FramePair } from './video/frame-mapping.ts';
export { measureVideoClock, type VideoClock } from './video/video-clock.ts';

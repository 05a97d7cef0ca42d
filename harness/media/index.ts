/*
 * Layers, lowest first. A layer imports only layers listed before it.
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

export { measureAudioOffset } from './audio/audio-offset.ts';
export {
  type AudioPlacement,
  locateAudio,
  locateNear,
  SAME_AUDIO,
  similarity,
} from './audio/locate-audio.ts';
export { matchingGainDb } from './audio/matching-gain.ts';
export { rmsDbfs, SILENCE_DBFS } from './audio/signal/level.ts';
export { characterOf } from './audio/sound-character.ts';
export { locateRecording } from './capture/locate-recording.ts';
export { joinDecoded, joinRecordings, type RecordedMedia, readRecording } from './capture/recorded-media.ts';
export {
  CaptureError,
  copyRecording,
  copyRecordings,
  findRecording,
  recordingStartS,
} from './capture/recordings.ts';
export { StreamRecorder } from './capture/stream-recorder.ts';
export {
  type DecodedMedia,
  decodeGrowingMedia,
  decodeMedia,
  decodePcm,
} from './decode/decode-media.ts';

export { decodeThumbnails } from './decode/decode-thumbnails.ts';
export { channelsOf, cutPcm, durationOf, type Pcm } from './decode/pcm.ts';
export { liveInputArgs } from './ffmpeg/live-input.ts';
export { MediaToolError, runMediaTool } from './ffmpeg/run-media-tool.ts';
export { audioOf, probeMedia, videoOf } from './probe/ffprobe.ts';

export type { StreamProbe } from './probe/media-probe.ts';
export { longestPacketInterval } from './probe/packet-interval.ts';
export {
  encodeClip,
  writeClipTail,
  writeLeadIn,
} from './publish/clip-variants.ts';
export {
  forEachProtocol,
  PUBLISH_PROTOCOL_NAMES,
  PUBLISH_PROTOCOLS,
  type PublishEndpoints,
  type PublishProtocol,
  parsePublishUrl,
  publishEndpoints,
  publishUrl,
} from './publish/publish-protocols.ts';
export { StreamPublisher, type StreamPublisherOptions } from './publish/publisher.ts';
export { measureAvSync, type SegmentSync } from './sync/av-sync.ts';
export { type ChannelAudio, classifyChannels } from './sync/channel-audio.ts';
export {
  classifySegmentAudio,
  type DubbedSegment,
  type SegmentAudio,
} from './sync/segment-audio.ts';

export { compareContent } from './video/compare-content.ts';
export { compareFrames } from './video/compare-frames.ts';
export type { FrameMapping } from './video/frame-mapping.ts';
export { measureVideoClock } from './video/video-clock.ts';

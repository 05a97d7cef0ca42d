import type { Fault } from '../define-fault.ts';
import { clipCorrupt } from './clip-corrupt.ts';
import { clipDamaged } from './clip-damaged.ts';
import { clipH265 } from './clip-h265.ts';
import { clipMissing } from './clip-missing.ts';
import { clipPublishedWithoutAudio } from './clip-published-without-audio.ts';
import { clipTooShort } from './clip-too-short.ts';
import { clipUnreadable } from './clip-unreadable.ts';
import { clipWithoutAudio } from './clip-without-audio.ts';
import { publisherDies } from './publisher-dies.ts';
import { publisherDiesAtOnce } from './publisher-dies-at-once.ts';
import { publisherKilled } from './publisher-killed.ts';
import { publisherNameTaken } from './publisher-name-taken.ts';
import { publisherReplaced } from './publisher-replaced.ts';
import { publisherStopped } from './publisher-stopped.ts';
import { publisherUnauthorised } from './publisher-unauthorised.ts';
import { publisherUnknownPath } from './publisher-unknown-path.ts';
import { publisherWrongPort } from './publisher-wrong-port.ts';
import { publisherWrongStream } from './publisher-wrong-stream.ts';
import { rtspNotServed } from './rtsp-not-served.ts';
import { rtspOnRtmpPort } from './rtsp-on-rtmp-port.ts';

export const PUBLISHER_FAULTS: readonly Fault[] = [
  clipMissing,
  clipCorrupt,
  clipUnreadable,
  clipTooShort,
  clipDamaged,
  clipWithoutAudio,
  clipPublishedWithoutAudio,
  clipH265,
  rtspNotServed,
  rtspOnRtmpPort,
  publisherWrongPort,
  publisherDiesAtOnce,
  publisherDies,
  publisherKilled,
  publisherStopped,
  publisherWrongStream,
  publisherUnknownPath,
  publisherNameTaken,
  publisherReplaced,
  publisherUnauthorised,
];

import type { CauseDefinition } from '../cause.ts';
import { clipCodecUnsupported } from './clip-codec-unsupported.ts';
import { clipCorrupt } from './clip-corrupt.ts';
import { clipManifestInvalid } from './clip-manifest-invalid.ts';
import { clipMissing } from './clip-missing.ts';
import { clipTooShort } from './clip-too-short.ts';
import { clipUnreadable } from './clip-unreadable.ts';
import { clipWithoutAudio } from './clip-without-audio.ts';
import { publishProtocolNotServed } from './publish-protocol-not-served.ts';
import { publisherConnectionRefused } from './publisher-connection-refused.ts';
import { publisherDied } from './publisher-died.ts';
import { publisherKilled } from './publisher-killed.ts';
import { publisherNameTaken } from './publisher-name-taken.ts';
import { publisherStopped } from './publisher-stopped.ts';
import { publisherUnauthorised } from './publisher-unauthorised.ts';
import { publisherWrongPath } from './publisher-wrong-path.ts';

export const PUBLISHER_CAUSES: readonly CauseDefinition[] = [
  clipMissing,
  clipUnreadable,
  clipManifestInvalid,
  clipTooShort,
  clipCorrupt,
  clipWithoutAudio,
  clipCodecUnsupported,
  publishProtocolNotServed,
  publisherConnectionRefused,
  publisherUnauthorised,
  publisherWrongPath,
  publisherNameTaken,
  publisherDied,
  publisherKilled,
  publisherStopped,
];

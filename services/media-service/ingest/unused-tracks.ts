import { codecPublished, codecsRecorded } from './codecs.ts';
import type { RecordedTrack } from './source-info.ts';

/** What the output has in place of a missing track. */
const INSTEAD = {
  video: 'the output has no video of it',
  audio: 'the output has silence instead',
} as const;

/**
 * Why tracks of a publisher are not in the output, one sentence for each.
 *
 * @param published MediaMTX's names of the codecs of all tracks; `undefined` when they are not known
 * @param recorded the tracks of the recording
 */
export function unusedTracks(
  published: readonly string[] | undefined,
  recorded: readonly RecordedTrack[],
): string[] {
  const left = [...recorded];
  const missing = (published ?? []).filter((name) => {
    const index = left.findIndex((track) => isSame(name, track));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return [
    ...missing.map((name) => notRecorded(name, recorded)),
    ...(['video', 'audio'] as const).flatMap((kind) => further(kind, recorded)),
  ];
}

/** Why a recording may lack a track: a sentence for a source that is refused. @param published see {@link unusedTracks} */
export function describeNotRecorded(published: readonly string[]): string | undefined {
  const names = published.filter((name) => codecPublished(name)?.treatment === 'not-recorded');
  if (names.length > 0)
    return `${names.map(labelOf).join(' and ')} is published and MediaMTX does not record it`;
  return published.flatMap((name) => codecPublished(name)?.recordingFault ?? [])[0];
}

function isSame(published: string, { kind, codec }: RecordedTrack): boolean {
  return codecsRecorded(kind, codec).some(({ mediamtx }) => mediamtx.includes(published));
}

function notRecorded(published: string, recorded: readonly RecordedTrack[]): string {
  const kind = codecPublished(published)?.kind;
  const isOnly = kind !== undefined && !recorded.some((track) => track.kind === kind);
  const instead = isOnly ? `; ${INSTEAD[kind]}` : '';
  return `${labelOf(published)} is published and not recorded by MediaMTX${instead}`;
}

/** Such as `audio G722`. */
function labelOf(published: string): string {
  return `${codecPublished(published)?.kind ?? 'track'} ${published}`;
}

function further(kind: 'video' | 'audio', recorded: readonly RecordedTrack[]): string[] {
  const [, ...others] = recorded.filter((track) => track.kind === kind);
  return others.map(({ codec }) => {
    const name = codecsRecorded(kind, codec)[0]?.name ?? codec;
    return `the source has more than one ${kind} track; the output has the first one, not the one with ${name}`;
  });
}

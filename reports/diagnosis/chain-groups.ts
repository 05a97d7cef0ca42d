import {
  BOUNDARIES,
  type BoundaryId,
  type BoundaryState,
  type BoundaryStatus,
} from '../../harness/run-data/diagnosis.ts';

/** How each status is marked, readable without colour. */
export const STATUS_MARKS: Readonly<Record<BoundaryStatus, string>> = {
  ok: '✓',
  broken: '✗',
  affected: '–',
  'not-reached': '·',
  unseen: '?',
};

/** What each status means, for legends and tables. */
export const STATUS_TEXTS: Readonly<Record<BoundaryStatus, string>> = {
  ok: 'ok',
  broken: 'broken',
  affected: 'affected',
  'not-reached': 'not reached',
  unseen: 'unseen',
};

/** The boundaries beside the media; the others are the path of the media, in its direction. */
const SURROUNDINGS: ReadonlySet<BoundaryId> = new Set(BOUNDARIES.slice(0, BOUNDARIES.indexOf('clip')));

/** Boundaries in a row that have the same status. */
export interface ChainGroup {
  readonly status: BoundaryStatus;
  readonly ids: readonly [BoundaryId, ...BoundaryId[]];
}

/**
 * The chain with neighbours of equal status combined. What surrounds the pipeline, such as its ports, is included where
 * it is broken: it is no part of the way that the media takes.
 */
export function chainGroups(chain: readonly BoundaryState[]): ChainGroup[] {
  const groups: ChainGroup[] = [];
  for (const { id, status } of chain) {
    if (isSurrounding(id) && status !== 'broken') continue;
    const last = groups.at(-1);
    if (last?.status === status) groups[groups.length - 1] = { status, ids: [...last.ids, id] };
    else groups.push({ status, ids: [id] });
  }
  return groups;
}

/** Whether a boundary lies beside the path of the media. */
export function isSurrounding(id: BoundaryId): boolean {
  return SURROUNDINGS.has(id);
}

/** `hook`, `asr … tts` */
export function groupName({ ids }: ChainGroup): string {
  const [first] = ids;
  const last = ids.at(-1);
  return ids.length === 1 ? first : `${first} … ${last}`;
}

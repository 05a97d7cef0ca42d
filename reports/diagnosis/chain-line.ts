import type { BoundaryState, BoundaryStatus } from '../../harness/run-data/diagnosis.ts';
import type { Paint, Style } from '../console/terminal.ts';
import { type ChainGroup, chainGroups, groupName, STATUS_MARKS } from './chain-groups.ts';

const STYLES: Readonly<Record<BoundaryStatus, Style>> = {
  ok: 'green',
  broken: ['red', 'bold'],
  affected: 'dim',
  'not-reached': 'dim',
  unseen: 'yellow',
};

/** A part of the line: one group, or several whose marks are combined. */
interface Part {
  readonly text: string;
  readonly status: BoundaryStatus;
}

/**
 * The chain on one line, with the broken boundary marked: `clip … recording ✓  hook ✗  media-service … measurement –`.
 * Where it is too wide, groups far from the broken boundary are combined.
 *
 * @param width in characters
 */
export function chainLine(chain: readonly BoundaryState[], paint: Paint, width: number): string {
  const parts = fittingParts(chainGroups(chain), width);
  return parts.map(({ text, status }) => paint(STYLES[status], text)).join('  ');
}

function fittingParts(groups: readonly ChainGroup[], width: number): Part[] {
  const broken = groups.findIndex(({ status }) => status === 'broken');
  const at = broken === -1 ? groups.length : broken;
  const [before, after] = [groups.slice(0, at), groups.slice(at + 1)];
  const middle = groups.slice(at, at + 1).map(partOf);
  const variants = [
    () => [...before.map(partOf), ...middle, ...after.map(partOf)],
    () => [...before.map(partOf), ...middle, ...combined(after)],
    // The boundary right before the broken one stays visible: it is the last that is known to work.
    () => [...combined(before.slice(0, -1)), ...before.slice(-1).map(partOf), ...middle, ...combined(after)],
    () => [...combined(before), ...middle, ...combined(after)],
  ];
  const fitting = variants.map((parts) => parts()).find((parts) => lengthOf(parts) <= width);
  return fitting ?? [...combined(before), ...middle];
}

function partOf(group: ChainGroup): Part {
  return { text: `${groupName(group)} ${STATUS_MARKS[group.status]}`, status: group.status };
}

/** Several groups as one part with all of their marks: `media-service … measurement –?`. */
function combined(groups: readonly ChainGroup[]): Part[] {
  const [first, ...others] = groups;
  if (first === undefined) return [];
  const ids = groups.flatMap((group) => [...group.ids]);
  const name = groupName({ status: first.status, ids: [first.ids[0], ...ids.slice(1)] });
  const statuses = [...new Set(groups.map(({ status }) => status))];
  const marks = statuses.map((status) => STATUS_MARKS[status]).join('');
  return [{ text: `${name} ${marks}`, status: others.length === 0 ? first.status : 'affected' }];
}

function lengthOf(parts: readonly Part[]): number {
  return parts.map(({ text }) => text).join('  ').length;
}

const MEANINGS: Readonly<Record<BoundaryStatus, string>> = {
  ok: 'ok',
  broken: 'broken first',
  affected: 'affected by it',
  'not-reached': 'not reached',
  unseen: 'not observed',
};

/** What each mark of the line means, and how its ranges are read: `✓ ok, ✗ broken first; a … b: from a to b`. */
export function chainLegend(chain: readonly BoundaryState[]): string {
  const groups = chainGroups(chain);
  const used = new Set(groups.map(({ status }) => status));
  const marks = (['ok', 'broken', 'affected', 'not-reached', 'unseen'] as const)
    .filter((status) => used.has(status))
    .map((status) => `${STATUS_MARKS[status]} ${MEANINGS[status]}`);
  const hasRange = groups.some(({ ids }) => ids.length > 1);
  return [marks.join(', '), ...(hasRange ? ['a … b: from a to b'] : [])].join('; ');
}

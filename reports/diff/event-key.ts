import type { RunEvent } from '../../harness/engine/event.ts';
import { plainLine } from '../format/plain-text.ts';

/** What an event is called, whatever run it is of: no ids, no figures. */
export interface EventKey {
  /** Who it is of. What one source does has an order; what several do at once has none. */
  readonly lane: string;
  readonly key: string;
  /** The same with what it said in its run. */
  readonly told: string;
}

/** They come as often as there is time. */
const PERIODIC: ReadonlySet<string> = new Set(['metrics', 'progress']);
const CHATTER: ReadonlySet<string> = new Set(['trace', 'debug']);
const MAX_LENGTH = 160;

/** @returns undefined for what differs from run to run without meaning anything: samples, attempts, debug lines */
export function eventKey(event: RunEvent): EventKey | undefined {
  switch (event.type) {
    case 'step:start':
      return keyOf('steps', `${event.step.id} starts`);
    case 'step:end':
      return keyOf('steps', `${event.result.id} ${event.result.status}`);
    case 'check':
      return keyOf('steps', `check "${event.check.id}" ${event.check.status}`);
    case 'poll':
      return event.done ? keyOf('steps', `poll "${event.name}" is satisfied`) : undefined;
    case 'attachment':
      return keyOf('steps', `file ${event.name}`);
    case 'teardown':
      return keyOf('steps', `teardown "${event.name}"${event.error === undefined ? '' : ' failed'}`);
    case 'observation':
      return PERIODIC.has(event.name) ? undefined : keyOf(event.source, event.name);
    case 'log':
      return CHATTER.has(event.level) ? undefined : keyOf(event.source, `${event.level}  ${event.message}`);
    case 'run:start':
    case 'run:end':
      return undefined;
  }
}

function keyOf(lane: string, text: string): EventKey {
  const line = plainLine(text);
  const told = line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH)}…`;
  // Ports, process ids, stream ids, times, paths of temporary folders: all of them have a digit in them.
  return { lane, told, key: told.replaceAll(/\S*\d\S*/g, '#') };
}

import type { RequestHead } from '../http/http-head.ts';
import { lists } from '../http/http-head.ts';
import { DecodeError } from '../parser.ts';

/** A request of Engine.IO, whatever its path. */
export interface EngineRequest {
  readonly transport: 'polling' | 'websocket';
  /** Absent in the request that opens a session. */
  readonly sid: string | undefined;
}

/**
 * What a request has to do with Engine.IO.
 *
 * @returns undefined when nothing
 * @throws DecodeError when it is a kind of Engine.IO that is not decoded
 */
export function readEngineRequest({ method, target, headers }: RequestHead): EngineRequest | undefined {
  const query = new URLSearchParams(target.split('?').slice(1).join('?'));
  const version = query.get('EIO');
  const isWebSocket = lists(headers, 'upgrade', 'websocket');
  if (version === null) {
    if (isWebSocket) throw new DecodeError(`a websocket that is not Engine.IO's: ${target.slice(0, 80)}`);
    return undefined;
  }
  if (version !== '4')
    throw new DecodeError(`version ${version.slice(0, 10)} of the Engine.IO protocol; 4 is known`);
  if (query.has('j')) throw new DecodeError('Engine.IO by JSONP');
  if (!isWebSocket && method !== 'GET' && method !== 'POST') return undefined;
  return { transport: isWebSocket ? 'websocket' : 'polling', sid: query.get('sid') ?? undefined };
}

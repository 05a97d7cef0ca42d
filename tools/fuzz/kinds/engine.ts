import fc from 'fast-check';
import { fuzzKind } from '../fuzz-kind.ts';
import { sendRequest } from '../http-client.ts';
import { anyText } from '../invalid-values.ts';
import { packet } from './packets.ts';

const handshake = fuzzKind({
  name: 'packets: invalid handshake',
  weight: 5,
  data: fc.record({
    path: fc.constantFrom('/socket.io/', '/ws/sts', '/socket.io/x', '/socket.io//'),
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'),
    EIO: fc.constantFrom('', '0', '3', '4', '5', 'x', '4&EIO=3'),
    transport: fc.constantFrom(
      '',
      'polling',
      'websocket',
      'webtransport',
      '__proto__',
      'polling&transport=x',
    ),
    sid: fc.option(fc.oneof(anyText.map(safe), fc.constantFrom('__proto__', 'constructor', 'toString')), {
      nil: undefined,
    }),
    body: anyText,
  }),
  check: async ({ path, method, EIO, transport, sid, body }, { stsUrl }) => {
    const query = `EIO=${EIO}&transport=${transport}${sid === undefined ? '' : `&sid=${sid}`}`;
    const sent = method === 'POST' || method === 'PUT' ? { body } : {};
    const answer = await sendRequest(stsUrl, { method, path: `${path}?${query}`, ...sent });
    if (answer.status >= 400 && answer.status < 500) return undefined;
    const isHandshake =
      method === 'GET' && EIO === '4' && transport === 'polling' && answer.body.startsWith('0{');
    if (isHandshake && (sid === undefined || sid === '')) return undefined;
    return `expected 4xx; got ${answer.status} ${answer.body.slice(0, 200)}`;
  },
});

function safe(text: string): string {
  return text.replace(/[^\w-]/g, '-');
}

const polling = fuzzKind({
  name: 'packets: over polling',
  weight: 4,
  data: fc.record({
    bodies: fc.array(
      fc.oneof(
        packet,
        fc.array(packet, { maxLength: 5 }).map((many) => many.join('\x1e')),
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    type: fc.constantFrom('text/plain;charset=UTF-8', 'application/octet-stream', ''),
  }),
  check: async ({ bodies, type }, { stsUrl }) => {
    const path = '/socket.io/?EIO=4&transport=polling';
    const opened = await sendRequest(stsUrl, { method: 'GET', path });
    const sid = /"sid":"([^"]+)"/.exec(opened.body)?.[1];
    if (sid === undefined) return `expected a handshake; got ${opened.status} ${opened.body.slice(0, 200)}`;
    for (const body of bodies) {
      const headers = { 'content-type': type };
      const { status, body: answer } = await sendRequest(stsUrl, {
        method: 'POST',
        path: `${path}&sid=${sid}`,
        headers,
        body,
      });
      if (status !== 200 && status !== 400 && status !== 413)
        return `expected 200 or 400; got ${status} ${answer}`;
    }
    await sendRequest(stsUrl, { method: 'POST', path: `${path}&sid=${sid}`, body: '1' });
    return undefined;
  },
});

export const engineKinds = [handshake, polling];

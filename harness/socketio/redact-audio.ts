import { createHash } from 'node:crypto';
import type { Json } from '../engine/index.ts';

/** RFC 4648, section 4. Padding may be missing. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Converts a payload to JSON for logs, with audio and attachments replaced by their length and hash. */
export function redactAudio(payload: unknown): Json {
  // Not an arrow function: the replacer receives the result of Buffer.toJSON, and the Buffer itself only in `this`.
  const replacer = function (this: unknown, key: string, value: unknown): unknown {
    const original = Reflect.get(Object(this), key);
    if (Buffer.isBuffer(original)) return `(${original.length} bytes, sha256 ${sha256(original)})`;
    if (key !== 'data_base64' || typeof value !== 'string') return value;
    const flaw = BASE64.test(value) ? '' : ', not base64';
    return `(${value.length} characters, sha256 ${sha256(value)}${flaw})`;
  };
  return JSON.parse(JSON.stringify(payload, replacer) ?? 'null');
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

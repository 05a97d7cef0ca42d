/** Room for the fields of a payload beside its audio, and for the envelope. Payloads have 200 to 900 bytes of them. */
const OTHER_FIELDS_BYTES = 1024;

/** About how many bytes a protocol payload takes: its audio decides, so that alone is counted exactly. */
export function payloadBytes(payload: unknown): number {
  const audio = fieldOf(payload, 'audio') ?? fieldOf(payload, 'dubbed_audio');
  const data = fieldOf(audio, 'data_base64');
  return OTHER_FIELDS_BYTES + (typeof data === 'string' ? data.length : 0);
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<string, unknown>)[name];
}

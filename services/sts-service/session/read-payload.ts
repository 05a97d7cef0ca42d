import type { z } from 'zod';

/** A payload that fits its schema, or which field does not and why. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly complaint: string };

/** Checks what a peer sent. The complaint names each field that is wrong, as `config.channels: …`. */
export function readPayload<Schema extends z.ZodType>(
  schema: Schema,
  payload: unknown,
): Read<z.infer<Schema>> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return { ok: true, value: parsed.data };
  const complaint = parsed.error.issues
    .map(({ path, message }) => `${path.length === 0 ? 'the payload' : path.join('.')}: ${message}`)
    .join('; ');
  return { ok: false, complaint };
}

import { z } from 'zod';

const MAX_CHARACTERS = 200;

const message = z.object({ message: z.string() }).transform((error) => error.message);

/** The places where these services say what they did not like. */
const reasonSchema = z.union([
  message,
  z.object({ error: z.union([z.string(), message]) }).transform(({ error }) => error),
  z.object({ detail: z.union([z.string(), message]) }).transform(({ detail }) => detail),
]);

/** What an answer with an error status says, shortened; `undefined` when it says nothing in JSON. */
export function toldReason(body: Uint8Array, withoutKey: (text: string) => string): string | undefined {
  try {
    const told = reasonSchema.parse(JSON.parse(Buffer.from(body).toString('utf8')));
    // Shortened last, so that no part of a key stays.
    return withoutKey(told).slice(0, MAX_CHARACTERS);
  } catch {
    return undefined;
  }
}

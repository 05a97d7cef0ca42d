import { type SerializedError, stdSerializers } from 'pino';

/**
 * Serialises an error for the log. Its message is followed by those of its causes, as pino does it, but a message that
 * already ends with that of its cause is not followed by it again.
 */
export function serializeError(error: unknown): SerializedError {
  const serialized = stdSerializers.err(error as Error);
  return error instanceof Error ? { ...serialized, message: messageOf(error) } : serialized;
}

function messageOf({ message, cause }: Error): string {
  if (!(cause instanceof Error)) return message;
  const ofCause = messageOf(cause);
  return message.includes(ofCause) ? message : `${message}: ${ofCause}`;
}

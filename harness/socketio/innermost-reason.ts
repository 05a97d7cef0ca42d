/**
 * What really went wrong when a Socket.IO client could not connect, in words. Its own message is only `websocket
 * error` or `xhr poll error`; what lies below it differs by transport. What a server says when it refuses is in
 * `message` and `data`.
 */
export function innermostReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const data = property(error, 'data');
  const parts = [
    error.message,
    transportReason(error),
    data === undefined || data === null ? undefined : JSON.stringify(data),
  ];
  return parts.filter((part) => part !== undefined).join(': ');
}

function transportReason(error: Error): string | undefined {
  const description = property(error, 'description');
  // Polling: the HTTP status; 0 without an answer, and then the request has the system's error as its status text.
  if (description === 0) return textOf(property(property(error, 'context'), 'statusText'));
  if (typeof description === 'number') return `HTTP status ${description}`;
  return textOf(description);
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value : property(value, 'message');
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

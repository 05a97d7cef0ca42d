/**
 * The root of a failed connection, for messages. Socket.IO's own message is only `websocket error`; its `description`
 * has the error of the socket or the answer of the server.
 */
export function connectFailure(error: Error): string {
  const root = textOf(propertyOf(error, 'description'));
  return root === undefined || error.message.includes(root) ? error.message : `${error.message}: ${root}`;
}

/**
 * Why a connected socket was closed: Socket.IO's reason, with the code of the websocket when the other side closed it
 * with one.
 *
 * @param description the second argument of `disconnect`
 */
export function closeReason(reason: string, description?: unknown): string {
  const closed = propertyOf(description, 'context');
  const code = propertyOf(closed, 'code');
  // 1000 and 1005: an ordinary end. 1006: the connection was lost without a code.
  if (typeof code !== 'number' || [1000, 1005, 1006].includes(code)) return reason;
  const text = textOf(propertyOf(closed, 'reason'));
  return `${reason}, websocket code ${code}${text === undefined ? '' : ` (${text})`}`;
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value : propertyOf(value, 'message');
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

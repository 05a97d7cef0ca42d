/** Bytes that violate the protocol, or use a part of it that the tap does not decode. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code = 'TAP_UNDECODABLE';
}

/** The body of a hook does not describe an event. */
export class HookRefusedError extends Error {
  override readonly name = 'HookRefusedError';
  readonly code = 'HOOK_REFUSED';
  readonly statusCode = 422;
  readonly detail: readonly { readonly field: string; readonly message: string }[];

  /** @param detail what is wrong with which field */
  constructor(detail: HookRefusedError['detail']) {
    super(detail.map(({ field, message }) => `${field}: ${message}`).join('; '));
    this.detail = detail;
  }
}

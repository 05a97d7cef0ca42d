export { addressSchema } from './address.ts';

export { Tap } from './tap.ts';
export { TapError } from './tap-error.ts';

export { jsonFormatter, textFormatter } from './tap-formatter.ts';
export { TapObserver } from './tap-observer.ts';

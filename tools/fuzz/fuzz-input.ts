import fc from 'fast-check';
import type { FuzzInput } from './fuzz-kind.ts';
import { engineKinds } from './kinds/engine.ts';
import { fragmentSequenceKinds } from './kinds/fragment-sequences.ts';
import { hookAddressKinds } from './kinds/hook-addresses.ts';
import { hookBodyKinds } from './kinds/hook-bodies.ts';
import { hookStreamKinds } from './kinds/hook-streams.ts';
import { httpKinds } from './kinds/http.ts';
import { packetKinds } from './kinds/packets.ts';
import { rawHttpKinds } from './kinds/raw-http.ts';
import { sessionKinds } from './kinds/sessions.ts';

const anyInput = fc.oneof(
  ...hookBodyKinds,
  ...hookAddressKinds,
  ...hookStreamKinds,
  ...httpKinds,
  ...rawHttpKinds,
  ...sessionKinds,
  ...fragmentSequenceKinds,
  ...packetKinds,
  ...engineKinds,
);

/** Maps neighbouring numbers to unrelated seeds. */
function mix(seed: number, index: number): number {
  return Math.imul(seed ^ Math.imul(index + 1, 0x9e3779b1), 0x85ebca6b);
}

/** Generates the input with a number. Depends on the seed and the number only. */
export function inputOf(seed: number, index: number): FuzzInput {
  const [input] = fc.sample(anyInput, { seed: mix(seed, index), numRuns: 1 });
  if (input === undefined) throw new Error('fc.sample returned no input');
  return input;
}

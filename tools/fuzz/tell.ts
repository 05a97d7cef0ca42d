import { inspect } from 'node:util';
import type { FuzzInput } from './fuzz-kind.ts';
import type { Violation } from './run-fuzz.ts';

/** What an input is made of. */
export function tellInput({ kind, data }: FuzzInput): void {
  const made = inspect(data, { depth: 8, maxStringLength: 600, breakLength: 110 });
  console.log(`${kind}\n  ${made.replaceAll('\n', '\n  ').replaceAll('[Object: null prototype] ', '')}`);
}

/** A wrong answer, and how to see it again. */
export function tellViolation(seed: number, { index, input, complaint }: Violation): void {
  console.log('');
  tellInput(input);
  tellFault(complaint);
  console.log(`  again: pnpm fuzz --seed ${seed} --only ${index}`);
}

export function tellFault(fault: string): void {
  console.log(`✗ ${printable(fault)}`);
}

/** Answers repeat what they were sent: no terminal should be told that. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, (character) =>
    character === '\n' ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

import { inspect } from 'node:util';
import type { FuzzInput } from './fuzz-kind.ts';
import type { Violation } from './run-fuzz.ts';

/** Prints an input. */
export function printInput({ kind, data }: FuzzInput): void {
  const values = inspect(data, { depth: 8, maxStringLength: 600, breakLength: 110 });
  console.log(`${kind}\n  ${values.replaceAll('\n', '\n  ').replaceAll('[Object: null prototype] ', '')}`);
}

/** Prints a wrong answer and the command that reproduces it. */
export function printViolation(seed: number, { index, input, problem }: Violation): void {
  console.log('');
  printInput(input);
  printFault(problem);
  console.log(`  rerun: pnpm fuzz --seed ${seed} --only ${index}`);
}

export function printFault(fault: string): void {
  console.log(`✗ ${printable(fault)}`);
}

/** Escapes control characters: answers contain parts of the input, which must not reach the terminal. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, (character) =>
    character === '\n' ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

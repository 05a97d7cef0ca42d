import type { ErrorRecord } from '../../harness/engine/event.ts';
import type { Diagnosis } from '../../harness/run-data/diagnosis.ts';

/**
 * The part of a text that a diagnosis does not state already, so that no sentence appears twice.
 *
 * @returns undefined when nothing is left
 */
export function withoutRepetition(text: string, diagnosis: Diagnosis): string | undefined {
  const stated = statements(diagnosis);
  const lines = text.split('\n').flatMap((line) => {
    const sentences = line.split(/(?<=[.!?])\s+/);
    const others = sentences.filter((sentence) => !repeats(sentence, stated));
    return others.length === 0 && line.trim() !== '' ? [] : [others.join(' ')];
  });
  const left = lines.join('\n').trim();
  return left === '' ? undefined : left;
}

/**
 * The error of a step and its causes, without what the diagnosis states already.
 *
 * @returns undefined when nothing is left
 */
export function errorBeside(error: ErrorRecord, diagnosis: Diagnosis): ErrorRecord | undefined {
  const { cause, ...own } = error;
  const left = cause === undefined ? undefined : errorBeside(cause, diagnosis);
  const message = withoutRepetition(error.message, diagnosis);
  if (message === undefined) return left;
  return {
    ...own,
    message,
    ...(own.stack !== undefined && { stack: `${own.name}: ${message}\n${stackFrames(own.stack)}` }),
    ...(left !== undefined && { cause: left }),
  };
}

/** A stack without the message that it begins with. */
export function stackFrames(stack: string): string {
  const at = stack.search(/^\s+at /m);
  return at === -1 ? '' : stack.slice(at).replace(/^\n/, '');
}

/** Whether a diagnosis states what a log line states. */
export function isStated(
  { seq, message }: { readonly seq: number; readonly message: string },
  diagnosis: Diagnosis,
): boolean {
  const { causes, verdict } = diagnosis;
  return (
    causes.some(({ evidence }) => evidence.some((ref) => ref.seq === seq)) ||
    repeats(message, statements(diagnosis)) ||
    [verdict, ...causes.map(({ summary }) => summary)].some((text) => message.includes(text))
  );
}

function statements({ verdict, causes, chain, broken, examined = [] }: Diagnosis): string[] {
  const state = chain.find(({ id }) => id === broken);
  const texts = [
    verdict,
    ...causes.flatMap(({ summary, evidence, fix }) => [summary, fix, ...evidence.map(({ text }) => text)]),
    ...[state?.in, state?.out].filter((text) => text !== undefined),
    ...examined,
  ];
  return texts.map(comparable);
}

/** Fewer characters occur in a longer text by chance: a number, a name. */
const MIN_PART_LENGTH = 20;

function repeats(sentence: string, stated: readonly string[]): boolean {
  const text = comparable(sentence);
  if (text === '') return false;
  return stated.some((other) => other === text || (text.length >= MIN_PART_LENGTH && other.includes(text)));
}

function comparable(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replace(/[.!?:;,\s]+$/, '')
    .trim()
    .toLowerCase();
}

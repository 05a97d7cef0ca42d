import type { Argument, Command, Option } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { acceptedWords } from './words.ts';

/**
 * Completes the last of some words. Returns none where any text may stand, such as a file or a number.
 *
 * @param program the command line with its commands and options
 * @param words the words after the program's name; the last one may be empty or incomplete
 */
export function complete(program: Command, words: readonly string[], context: CliContext): string[] {
  const last = words.at(-1) ?? '';
  const { command, pending, operands } = parse(program, words.slice(0, -1));
  const values = pending === undefined ? [] : acceptedWords(pending, operands, context);
  if (pending?.required === true) return startingWith(last, values);
  const help = command.createHelp();
  if (last.startsWith('-')) {
    const options = help.visibleOptions(command);
    return startingWith(
      last,
      options.map(({ long, short }) => long ?? short ?? ''),
    );
  }
  const commands = operands.length > 0 ? [] : help.visibleCommands(command).map((each) => each.name());
  const argument = argumentAt(command, operands.length);
  const accepted = argument === undefined ? [] : acceptedWords(argument, operands, context);
  return startingWith(last, [...values, ...accepted, ...commands]);
}

interface ParsedWords {
  readonly command: Command;
  /** The option before the last word, if it accepts a value. */
  readonly pending: Option | undefined;
  readonly operands: readonly string[];
}

function parse(program: Command, words: readonly string[]): ParsedWords {
  let command = program;
  let pending: Option | undefined;
  const operands: string[] = [];
  for (const word of words) {
    // Some shells split `--env=process` at the equals sign.
    if (word === '=') continue;
    const isOption = word.startsWith('-');
    if (pending !== undefined && !isOption) {
      pending = undefined;
      continue;
    }
    if (isOption) {
      const [flag = ''] = word.split('=', 1);
      const option = command.options.find(({ long, short }) => long === flag || short === flag);
      const takesValue = option !== undefined && (option.required || option.optional);
      pending = takesValue && !word.includes('=') ? option : undefined;
      continue;
    }
    const next = operands.length > 0 ? undefined : command.commands.find((each) => each.name() === word);
    if (next === undefined) operands.push(word);
    else command = next;
  }
  return { command, pending, operands };
}

/** The last argument of a command may take all further words. */
function argumentAt({ registeredArguments }: Command, index: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic === true ? last : undefined);
}

/** Completes the last word of a comma-separated list. */
function startingWith(last: string, words: readonly string[]): string[] {
  const text = last === '=' ? '' : last;
  const before = text.slice(0, text.lastIndexOf(',') + 1);
  return [...new Set(words)].map((word) => before + word).filter((word) => word.startsWith(text));
}

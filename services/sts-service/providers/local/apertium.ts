import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TextServer } from '../../process/text-server.ts';
import { LANGUAGES } from '../language-table.ts';
import type { Translator } from '../provider.ts';
import { requireFile, requireProgram } from './requirements.ts';

/** An answer takes 2 ms. The first one includes starting the programs: 0.5 s on two busy cores. */
const ANSWER_TIMEOUT_MS = 5000;

/**
 * Translation with apertium. One pipeline per language pair runs for the life of the service.
 *
 * @param dataDir folder of the installed pairs, which contains files such as `modes/eng-spa.mode`
 * @throws {ProviderMissingError} when the program or a language pair is missing
 */
export async function createApertium(dataDir: string): Promise<Translator> {
  await requireProgram('apertium', 'apertium', 'apertium');
  const servers = new Map<string, TextServer>();
  for (const pair of LANGUAGES.flatMap(({ apertium }) => Object.values(apertium))) {
    const mode = join(dataDir, 'modes', `${pair}.mode`);
    await requireFile('apertium', mode, `apertium-${pair}`);
    servers.set(pair, new TextServer(keepAliveCommand(await readFile(mode, 'utf8')), ANSWER_TIMEOUT_MS));
  }
  const translate = async (pair: string, text: string, signal?: AbortSignal): Promise<string> => {
    const server = servers.get(pair);
    if (server === undefined) throw new Error(`apertium has no language pair "${pair}".`);
    const translation = fromStreamFormat(await server.request(toStreamFormat(text), signal));
    if (translation === '') throw new Error(`apertium ${pair} returned no text for "${text}".`);
    return translation;
  };
  const dispose = async (): Promise<void> => {
    await Promise.all([...servers.values()].map((server) => server.stop()));
  };
  // Starts the programs now, so that the first fragment does not wait for them.
  await Promise.all([...servers.keys()].map((pair) => translate(pair, 'one'))).catch(
    async (error: unknown) => {
      await dispose();
      throw error;
    },
  );
  return {
    supports: ({ source, target }) => target.tag in source.apertium,
    async translate(text, { source, target }, { signal }) {
      const pair = source.apertium[target.tag];
      if (pair === undefined) throw new Error(`apertium cannot translate ${source.tag} to ${target.tag}.`);
      return { text: await translate(pair, text, signal), model: `apertium ${pair}` };
    },
    dispose,
  };
}

/**
 * Turns the pipeline of a mode file into one that keeps running: with `-z`, each program answers a text that ends with
 * NUL and waits for the next. Starting the dozen programs takes 0.2 s, an answer then 2 ms.
 *
 * @param mode content of a `.mode` file: programs with arguments, joined by `|`. `$1` stands for the marking of
 *   untranslated words, `$2` for options of the tagger
 * @returns a shell command
 */
export function keepAliveCommand(mode: string): string {
  return mode
    .trim()
    .split('|')
    .map((stage) => stage.trim().replace(/^\S+/, '$& -z').replace('$1', '-n').replace('$2', ''))
    .join(' | ');
}

/** Characters with a meaning in apertium's stream format. */
const SPECIAL = /[\^$@/\\<>[\]{}]/g;

/** Escapes text for apertium's stream format. The final newline completes the last word. */
export function toStreamFormat(text: string): string {
  return `${text.replaceAll('\0', ' ').replace(SPECIAL, '\\$&')}\n`;
}

/** Reads plain text from apertium's stream format. */
export function fromStreamFormat(output: string): string {
  return output.replace(/\\(.)/g, '$1').trim();
}

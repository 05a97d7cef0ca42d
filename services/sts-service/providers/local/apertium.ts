import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAccessible, isInstalled } from '../../process/find-program.ts';
import { TextServer } from '../../process/text-server.ts';
import { LANGUAGES } from '../language-table.ts';
import type { Translator } from '../provider.ts';
import { fromStreamFormat, keepAliveCommand, toStreamFormat } from './apertium-command.ts';
import { ProviderMissingError } from './provider-missing-error.ts';

/** An answer takes 2 ms; the first one, which waits for the programs to start, 0.5 s on two busy cores. */
const ANSWER_TIMEOUT_MS = 5000;

/**
 * apertium, with one pipeline for each pair of languages that stays for the life of the service.
 *
 * @param dataDir where its pairs are installed, as `modes/eng-spa.mode`
 * @throws {ProviderMissingError} when the program or a pair of languages is missing
 */
export async function createApertium(dataDir: string): Promise<Translator> {
  if (!(await isInstalled('apertium'))) throw new ProviderMissingError('apertium', 'apertium', ['apertium']);
  const servers = new Map<string, TextServer>();
  for (const pair of LANGUAGES.flatMap(({ apertium }) => Object.values(apertium))) {
    const mode = join(dataDir, 'modes', `${pair}.mode`);
    if (!(await isAccessible(mode))) throw new ProviderMissingError('apertium', mode, [`apertium-${pair}`]);
    servers.set(pair, new TextServer(keepAliveCommand(await readFile(mode, 'utf8')), ANSWER_TIMEOUT_MS));
  }
  const translate = async (pair: string, text: string, signal?: AbortSignal): Promise<string> => {
    const server = servers.get(pair);
    if (server === undefined) throw new Error(`apertium has no pair "${pair}".`);
    const translation = fromStreamFormat(await server.ask(toStreamFormat(text), signal));
    if (translation === '') throw new Error(`apertium ${pair} gave no text for "${text}".`);
    return translation;
  };
  const dispose = async (): Promise<void> => {
    await Promise.all([...servers.values()].map((server) => server.stop()));
  };
  // So that the first fragment does not wait for the programs to start.
  await Promise.all([...servers.keys()].map((pair) => translate(pair, 'one'))).catch(
    async (error: unknown) => {
      await dispose();
      throw error;
    },
  );
  return {
    can: ({ source, target }) => target.tag in source.apertium,
    async translate(text, { source, target }, { signal }) {
      const pair = source.apertium[target.tag];
      if (pair === undefined) throw new Error(`apertium cannot translate ${source.tag} to ${target.tag}.`);
      return { text: await translate(pair, text, signal), model: `apertium ${pair}` };
    },
    dispose,
  };
}

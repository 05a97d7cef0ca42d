import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isAccessible, isInstalled } from '../../process/find-program.ts';
import { runTool } from '../../process/run-tool.ts';
import type { ScratchFolder } from '../../process/scratch-folder.ts';
import type { Asr } from '../provider.ts';
import { grammarDictionary } from './grammar-dictionary.ts';
import { ProviderMissingError } from './provider-missing-error.ts';

const PROGRAM = 'pocketsphinx_continuous';
const GRAMMARS = join(import.meta.dirname, 'grammars');

/** How one run searches for words. */
interface Search {
  readonly model: string;
  readonly args: readonly string[];
}

/**
 * pocketsphinx, with the general language model, or with the grammar that a domain hint names: `numbers` selects
 * `grammars/numbers.gram`.
 *
 * @param modelDir a folder such as `…/model/en-us`, which holds the acoustic model `en-us`, its dictionary
 *   `cmudict-en-us.dict` and its language model `en-us.lm.bin`
 * @param scratch for dictionaries of its own, and for the sound that it is to hear
 * @throws {ProviderMissingError} when the program or a part of the model is missing
 */
export async function createPocketsphinx(modelDir: string, scratch: ScratchFolder): Promise<Asr> {
  const name = basename(modelDir);
  const acousticModel = join(modelDir, name);
  const dictionary = join(modelDir, `cmudict-${name}.dict`);
  const languageModel = join(modelDir, `${name}.lm.bin`);
  if (!(await isInstalled(PROGRAM)))
    throw new ProviderMissingError('pocketsphinx', PROGRAM, ['pocketsphinx']);
  for (const file of [join(acousticModel, 'mdef'), dictionary, languageModel]) {
    if (!(await isAccessible(file)))
      throw new ProviderMissingError('pocketsphinx', file, ['pocketsphinx-en-us']);
  }
  const grammars = await prepareGrammars(name, dictionary, scratch.path);
  const general: Search = {
    model: `pocketsphinx ${name}`,
    args: ['-dict', dictionary, '-lm', languageModel],
  };
  return {
    can: ({ source }) => source.pocketsphinx,
    async transcribe(samples, _pair, domainHints, { signal }) {
      const hint = domainHints.find((candidate) => grammars.has(candidate));
      const { model, args } = (hint === undefined ? undefined : grammars.get(hint)) ?? general;
      // A file, because pocketsphinx opens its input by name, and what a child has as its stdin here is a socket.
      const output = await scratch.withFile(async (path) => {
        await writeFile(path, samples);
        return await runTool(PROGRAM, ['-hmm', acousticModel, ...args, '-infile', path], '', signal);
      });
      return { text: readTranscript(Buffer.from(output).toString('utf8')), model };
    },
  };
}

/** The words of all utterances. Each has a line of its own; one in which nothing was understood is empty. */
export function readTranscript(output: string): string {
  return output
    .split('\n')
    .map((utterance) => utterance.replace(/<[^>]*>|\[[^\]]*\]|\(\d+\)/g, ' ').trim())
    .filter((utterance) => utterance !== '')
    .join(' ')
    .replace(/\s+/g, ' ');
}

/** Writes a dictionary for each grammar, so that pocketsphinx needs not read the whole one each time. */
async function prepareGrammars(
  name: string,
  dictionary: string,
  folder: string,
): Promise<Map<string, Search>> {
  const words = await readFile(dictionary, 'utf8');
  const searches = new Map<string, Search>();
  for (const file of await readdir(GRAMMARS)) {
    const domain = basename(file, '.gram');
    const path = join(folder, `${domain}.dict`);
    await writeFile(path, grammarDictionary(await readFile(join(GRAMMARS, file), 'utf8'), words));
    searches.set(domain, {
      model: `pocketsphinx ${name}, grammar ${domain}`,
      // In one piece: where pauses are cut out first, short words lose their edges ("four" became "five").
      args: ['-dict', path, '-jsgf', join(GRAMMARS, file), '-remove_silence', 'no'],
    });
  }
  return searches;
}

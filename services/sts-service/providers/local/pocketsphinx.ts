import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runTool } from '../../process/run-tool.ts';
import type { ScratchFolder } from '../../process/scratch-folder.ts';
import type { Asr } from '../provider.ts';
import { grammarDictionary } from './grammar-dictionary.ts';
import { requireFile, requireProgram } from './requirements.ts';

const PROGRAM = 'pocketsphinx_continuous';
const GRAMMARS = join(import.meta.dirname, 'grammars');

/** The language model or grammar of one run. */
interface Search {
  readonly model: string;
  readonly args: readonly string[];
}

/**
 * Speech recognition with pocketsphinx. It uses the general language model, or the grammar for a domain hint: `numbers`
 * selects `grammars/numbers.gram`.
 *
 * @param modelDir a folder such as `…/model/en-us`, which contains the acoustic model `en-us`, the dictionary
 *   `cmudict-en-us.dict` and the language model `en-us.lm.bin`
 * @param scratch for the dictionaries of the grammars and the audio input
 * @throws {ProviderMissingError} when the program or a part of the model is missing
 */
export async function createPocketsphinx(modelDir: string, scratch: ScratchFolder): Promise<Asr> {
  const name = basename(modelDir);
  const acousticModel = join(modelDir, name);
  const dictionary = join(modelDir, `cmudict-${name}.dict`);
  const languageModel = join(modelDir, `${name}.lm.bin`);
  await requireProgram('pocketsphinx', PROGRAM, 'pocketsphinx');
  for (const file of [join(acousticModel, 'mdef'), dictionary, languageModel]) {
    await requireFile('pocketsphinx', file, 'pocketsphinx-en-us');
  }
  const grammars = await prepareGrammars(name, dictionary, scratch.path);
  const general: Search = {
    model: `pocketsphinx ${name}`,
    args: ['-dict', dictionary, '-lm', languageModel],
  };
  return {
    supports: ({ source }) => source.pocketsphinx,
    async transcribe(samples, _pair, domainHints, { signal }) {
      const hint = domainHints.find((candidate) => grammars.has(candidate));
      const { model, args } = (hint === undefined ? undefined : grammars.get(hint)) ?? general;
      // A file, because pocketsphinx opens its input by name, and the stdin of a child process is a socket here.
      const output = await scratch.withFile(async (path) => {
        await writeFile(path, samples);
        return await runTool(PROGRAM, ['-hmm', acousticModel, ...args, '-infile', path], '', signal);
      });
      return { text: readTranscript(Buffer.from(output).toString('utf8')), model };
    },
  };
}

/** The words of all utterances. Each utterance is a line; a line without recognised words is empty. */
export function readTranscript(output: string): string {
  return output
    .split('\n')
    .map((utterance) => utterance.replace(/<[^>]*>|\[[^\]]*\]|\(\d+\)/g, ' ').trim())
    .filter((utterance) => utterance !== '')
    .join(' ')
    .replace(/\s+/g, ' ');
}

/** Writes a small dictionary for each grammar, so that pocketsphinx does not read the whole one at each start. */
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
      // Removing silence first cuts the edges of short words ("four" was recognised as "five").
      args: ['-dict', path, '-jsgf', join(GRAMMARS, file), '-remove_silence', 'no'],
    });
  }
  return searches;
}

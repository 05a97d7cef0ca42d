import type { StsConfig } from '../config.ts';
import type { ScratchFolder } from '../process/scratch-folder.ts';
import { createApertium } from './local/apertium.ts';
import { createEspeakNg } from './local/espeak-ng.ts';
import { createPocketsphinx } from './local/pocketsphinx.ts';
import type { Asr, Translator, Tts } from './provider.ts';
import { createDeepl } from './remote/deepl.ts';
import { createElevenlabs } from './remote/elevenlabs.ts';
import { createLibretranslate } from './remote/libretranslate.ts';
import { createOpenaiAsr } from './remote/openai-asr.ts';
import { createOpenaiTranslator } from './remote/openai-translator.ts';
import { createOpenaiTts } from './remote/openai-tts.ts';

/** The parts that dubbing is made of. */
export interface Providers {
  readonly asr: Asr;
  readonly translator: Translator;
  readonly tts: Tts;
  dispose(): Promise<void>;
}

interface Disposer {
  dispose?(): Promise<void>;
}

/** Makes a provider, or throws an error that says what to install, or which variable to set. */
type Create<Provider> = (config: StsConfig, scratch: ScratchFolder) => Provider | Promise<Provider>;

const ASR: Record<StsConfig['asr'], Create<Asr>> = {
  pocketsphinx: (config, scratch) => createPocketsphinx(config.pocketsphinxModelDir, scratch),
  openai: ({ remote }) => createOpenaiAsr(remote.asr),
};

const TRANSLATORS: Record<StsConfig['translator'], Create<Translator>> = {
  apertium: (config) => createApertium(config.apertiumDir),
  deepl: ({ remote }) => createDeepl(remote.translator),
  libretranslate: ({ remote }) => createLibretranslate(remote.translator),
  openai: ({ remote }) => createOpenaiTranslator(remote.translator),
};

const TTS: Record<StsConfig['tts'], Create<Tts>> = {
  'espeak-ng': () => createEspeakNg(),
  elevenlabs: ({ remote }) => createElevenlabs(remote.tts),
  openai: ({ remote }) => createOpenaiTts(remote.tts),
};

/**
 * Makes the providers that the configuration names.
 *
 * @param scratch outlives them
 * @throws {ProviderMissingError | ProviderKeyMissingError}
 */
export async function createProviders(config: StsConfig, scratch: ScratchFolder): Promise<Providers> {
  const made: Disposer[] = [];
  const dispose = async (): Promise<void> => {
    await Promise.all(made.map((provider) => provider.dispose?.()));
  };
  const make = async <Provider extends Disposer>(create: Create<Provider>): Promise<Provider> => {
    const provider = await create(config, scratch);
    made.push(provider);
    return provider;
  };
  try {
    const asr = await make(ASR[config.asr]);
    const translator = await make(TRANSLATORS[config.translator]);
    const tts = await make(TTS[config.tts]);
    return { asr, translator, tts, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

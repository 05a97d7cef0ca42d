import type { StsConfig } from '../config.ts';
import type { ScratchFolder } from '../process/scratch-folder.ts';
import { createApertium } from './apertium.ts';
import { createEspeakNg } from './espeak-ng.ts';
import { createPocketsphinx } from './pocketsphinx.ts';
import type { Asr, Translator, Tts } from './provider.ts';

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

/** Makes a provider, or throws a `ProviderMissingError` that says what to install. */
type Create<Provider> = (config: StsConfig, scratch: ScratchFolder) => Promise<Provider>;

const ASR: Record<StsConfig['asr'], Create<Asr>> = {
  pocketsphinx: (config, scratch) => createPocketsphinx(config.pocketsphinxModelDir, scratch),
};

const TRANSLATORS: Record<StsConfig['translator'], Create<Translator>> = {
  apertium: (config) => createApertium(config.apertiumDir),
};

const TTS: Record<StsConfig['tts'], Create<Tts>> = {
  'espeak-ng': () => createEspeakNg(),
};

/**
 * Makes the providers that the configuration names.
 *
 * @param scratch outlives them
 * @throws {ProviderMissingError}
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

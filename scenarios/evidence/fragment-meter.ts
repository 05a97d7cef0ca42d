import type { FragmentAudioMeasurement } from '../../harness/run-data/fragment-audio.ts';
import type { AudioCache } from './audio-cache.ts';
import { type MeasuredFragment, measureFragmentAudio } from './measure-fragment-audio.ts';

/** Measures the audio of each kept fragment once, for the step that waits for fragments and the step that checks them. */
export class FragmentMeter {
  readonly #folder: string;
  readonly #cache: AudioCache;
  readonly #measured = new Map<string, Promise<FragmentAudioMeasurement>>();

  /** @param folder run folder */
  constructor(folder: string, cache: AudioCache) {
    this.#folder = folder;
    this.#cache = cache;
  }

  measure(fragment: MeasuredFragment): Promise<FragmentAudioMeasurement> {
    const { path } = fragment.original;
    const measuring = this.#measured.get(path) ?? measureFragmentAudio(fragment, this.#folder, this.#cache);
    this.#measured.set(path, measuring);
    return measuring;
  }
}

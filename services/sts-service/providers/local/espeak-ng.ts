import { readWav } from '../../audio/read-wav.ts';
import { isInstalled } from '../../process/find-program.ts';
import { runTool } from '../../process/run-tool.ts';
import { LANGUAGES, voiceOf } from '../language-table.ts';
import type { Tts } from '../provider.ts';
import { ProviderMissingError } from './provider-missing-error.ts';

const PROGRAM = 'espeak-ng';

/** espeak-ng. @throws {ProviderMissingError} when the program or a voice is missing */
export async function createEspeakNg(): Promise<Tts> {
  if (!(await isInstalled(PROGRAM))) throw new ProviderMissingError('espeak-ng', PROGRAM, ['espeak-ng']);
  for (const { tag } of LANGUAGES) {
    const voices = Buffer.from(await runTool(PROGRAM, [`--voices=${tag}`], '')).toString('utf8');
    // The first line names the columns.
    if (voices.trim().split('\n').length < 2) {
      throw new ProviderMissingError('espeak-ng', `a voice for "${tag}"`, ['espeak-ng-data']);
    }
  }
  return {
    can: () => true,
    async synthesise(text, { target }, voiceProfile, { signal }) {
      const voice = voiceOf(target.espeakVoices, voiceProfile);
      // -z: no pause after the last sentence. The text comes on stdin, so that none of it is taken for an option.
      const wav = await runTool(PROGRAM, ['-v', voice, '-z', '--stdin', '--stdout'], text, signal);
      return { sound: readWav(wav), model: `espeak-ng ${voice}` };
    },
  };
}

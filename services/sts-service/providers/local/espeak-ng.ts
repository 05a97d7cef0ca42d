import { readWav } from '../../audio/wav.ts';
import { runTool } from '../../process/run-tool.ts';
import { LANGUAGES, voiceOf } from '../language-table.ts';
import type { Tts } from '../provider.ts';
import { ProviderMissingError, requireProgram } from './requirements.ts';

const PROGRAM = 'espeak-ng';

/** Speech synthesis with espeak-ng. @throws {ProviderMissingError} when the program or a voice is missing */
export async function createEspeakNg(): Promise<Tts> {
  await requireProgram('espeak-ng', PROGRAM, 'espeak-ng');
  for (const { tag } of LANGUAGES) {
    const voices = Buffer.from(await runTool(PROGRAM, [`--voices=${tag}`], '')).toString('utf8');
    // The first line contains the column names.
    if (voices.trim().split('\n').length < 2) {
      throw new ProviderMissingError('espeak-ng', `a voice for "${tag}"`, 'espeak-ng-data');
    }
  }
  return {
    supports: () => true,
    async synthesise(text, { target }, voiceProfile, { signal }) {
      const voice = voiceOf(target.espeakVoices, voiceProfile);
      // -z: no pause after the last sentence. The text is sent on stdin so that it is never read as an option.
      const wav = await runTool(PROGRAM, ['-v', voice, '-z', '--stdin', '--stdout'], text, signal);
      return { audio: readWav(wav), model: `espeak-ng ${voice}` };
    },
  };
}

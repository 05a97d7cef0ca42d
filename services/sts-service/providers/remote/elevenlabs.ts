import type { Sound } from '../../audio/sound.ts';
import { ELEVENLABS_VOICES, voiceOf } from '../language-table.ts';
import type { Tts } from '../provider.ts';
import { RemoteApi } from './remote-api.ts';
import { type RemoteSettings, requireKey } from './remote-settings.ts';
import type { RetryClock } from './retry-clock.ts';

const DEFAULT_URL = 'https://api.elevenlabs.io';

/** It finds out by itself which language a text is in. */
const DEFAULT_MODEL = 'eleven_multilingual_v2';

/** The highest rate of samples that every plan includes. */
const RATE_HZ = 24_000;

/**
 * ElevenLabs. https://elevenlabs.io/docs/api-reference/text-to-speech/convert
 *
 * @throws {ProviderKeyMissingError}
 */
export function createElevenlabs(settings: RemoteSettings, clock?: RetryClock): Tts {
  const key = requireKey(settings, 'elevenlabs');
  const { part, url = DEFAULT_URL, model = DEFAULT_MODEL } = settings;
  const api = new RemoteApi(
    { provider: 'elevenlabs', part, url, headers: { 'xi-api-key': key }, key },
    clock,
  );
  return {
    can: () => true,
    async synthesise(text, _pair, voiceProfile, limits) {
      const voice = settings.voice ?? voiceOf(ELEVENLABS_VOICES, voiceProfile);
      const path = `/v1/text-to-speech/${encodeURIComponent(voice)}?output_format=pcm_${RATE_HZ}`;
      const bytes = await api.askAudio(path, { text, model_id: model }, limits);
      return { sound: readSamples(bytes), model: `elevenlabs ${model} ${voice}` };
    },
  };
}

/** Samples look like nothing in particular; what looks like a file is none. @throws {Error} */
function readSamples(bytes: Uint8Array): Sound {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (/^(ID3|RIFF|OggS|fLaC)/.test(start)) {
    throw new Error(`elevenlabs answered with a file (${start}) instead of the samples it was asked for.`);
  }
  return { pcm: bytes.subarray(0, bytes.length - (bytes.length % 2)), sampleRateHz: RATE_HZ };
}

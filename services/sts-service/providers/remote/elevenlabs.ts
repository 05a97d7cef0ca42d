import type { PcmAudio } from '../../audio/pcm-audio.ts';
import { ELEVENLABS_VOICES, voiceOf } from '../language-table.ts';
import type { Tts } from '../provider.ts';
import type { RemoteSettings } from '../provider-settings.ts';
import { RemoteApi } from './remote-api.ts';
import { requireKey } from './remote-settings.ts';
import type { RetryClock } from './retry.ts';

const DEFAULT_URL = 'https://api.elevenlabs.io';

/** Detects the language of the text. */
const DEFAULT_MODEL = 'eleven_multilingual_v2';

/** The highest sample rate that every plan includes. */
const RATE_HZ = 24_000;

/**
 * Speech synthesis with ElevenLabs. https://elevenlabs.io/docs/api-reference/text-to-speech/convert
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
    supports: () => true,
    async synthesise(text, _pair, voiceProfile, limits) {
      const voice = settings.voice ?? voiceOf(ELEVENLABS_VOICES, voiceProfile);
      const path = `/v1/text-to-speech/${encodeURIComponent(voice)}?output_format=pcm_${RATE_HZ}`;
      const bytes = await api.requestAudio(path, { text, model_id: model }, limits);
      return { audio: readSamples(bytes), model: `elevenlabs ${model} ${voice}` };
    },
  };
}

/** Raw samples have no signature. @throws {Error} when the bytes have the signature of an audio file */
function readSamples(bytes: Uint8Array): PcmAudio {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (/^(ID3|RIFF|OggS|fLaC)/.test(start)) {
    throw new Error(`elevenlabs returned a file (${start}) instead of raw samples.`);
  }
  return { pcm: bytes.subarray(0, bytes.length - (bytes.length % 2)), sampleRateHz: RATE_HZ };
}

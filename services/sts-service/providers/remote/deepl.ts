import { z } from 'zod';
import type { Translator } from '../provider.ts';
import type { RemoteSettings } from '../provider-settings.ts';
import { RemoteApi } from './remote-api.ts';
import { requireKey } from './remote-settings.ts';
import type { RetryClock } from './retry.ts';

const responseSchema = z.object({
  translations: z.array(z.object({ text: z.string().trim().min(1) })).min(1),
});

/**
 * Translation with DeepL. https://developers.deepl.com/api-reference/translate
 *
 * @throws {ProviderKeyMissingError}
 */
export function createDeepl(settings: RemoteSettings, clock?: RetryClock): Translator {
  const key = requireKey(settings, 'deepl');
  const { part, url = urlFor(key) } = settings;
  const headers = { authorization: `DeepL-Auth-Key ${key}` };
  const api = new RemoteApi({ provider: 'deepl', part, url, headers, key }, clock);
  return {
    supports: () => true,
    async translate(text, { source, target }, limits) {
      const body = { text: [text], source_lang: source.deepl.source, target_lang: target.deepl.target };
      const { translations } = await api.requestJson('/v2/translate', body, responseSchema, limits);
      return { text: translations[0]?.text ?? '', model: 'deepl' };
    },
  };
}

/** Keys of the free plan end in `:fx` and need another host. */
function urlFor(key: string): string {
  return key.endsWith(':fx') ? 'https://api-free.deepl.com' : 'https://api.deepl.com';
}

/** Maps voice profiles of sessions to voices of a provider. Unknown profiles use `default`. */
type Voices = Readonly<Record<string, string>> & { readonly default: string };

/** A language, with its codes and voices for each provider. */
export interface Language {
  /** Primary subtag of BCP 47, and the code for providers that are not listed below. */
  readonly tag: string;
  /** English name. */
  readonly name: string;
  /** Whether the pocketsphinx model recognises it. */
  readonly pocketsphinx: boolean;
  /** Maps target languages to the names of apertium pairs. */
  readonly apertium: Readonly<Record<string, string>>;
  /** DeepL requires a regional variant for the target language and accepts none for the source. */
  readonly deepl: { readonly source: string; readonly target: string };
  readonly espeakVoices: Voices;
}

/** Each voice speaks all languages. https://platform.openai.com/docs/guides/text-to-speech */
export const OPENAI_VOICES: Voices = { default: 'alloy', female: 'nova', male: 'onyx' };

/** Ids of voices that every account has. Each speaks all languages. */
export const ELEVENLABS_VOICES: Voices = {
  default: 'JBFqnCBsd6RMkjVDRZzb',
  female: 'EXAVITQu4vr4xnSDxMaL',
};

/** All source and target languages. The configured providers may support fewer. */
export const LANGUAGES: readonly Language[] = [
  {
    tag: 'en',
    name: 'English',
    pocketsphinx: true,
    apertium: { es: 'eng-spa' },
    deepl: { source: 'EN', target: 'EN-US' },
    espeakVoices: { default: 'en-us', female: 'en-us+f3', british: 'en-gb' },
  },
  {
    tag: 'es',
    name: 'Spanish',
    pocketsphinx: false,
    apertium: {},
    deepl: { source: 'ES', target: 'ES' },
    espeakVoices: { default: 'es', female: 'es+f3', 'latin-american': 'es-419' },
  },
  {
    tag: 'fr',
    name: 'French',
    pocketsphinx: false,
    apertium: {},
    deepl: { source: 'FR', target: 'FR' },
    espeakVoices: { default: 'fr-fr', female: 'fr-fr+f3' },
  },
  {
    tag: 'de',
    name: 'German',
    pocketsphinx: false,
    apertium: {},
    deepl: { source: 'DE', target: 'DE' },
    espeakVoices: { default: 'de', female: 'de+f3' },
  },
  {
    tag: 'it',
    name: 'Italian',
    pocketsphinx: false,
    apertium: {},
    deepl: { source: 'IT', target: 'IT' },
    espeakVoices: { default: 'it', female: 'it+f3' },
  },
  {
    tag: 'pt',
    name: 'Portuguese',
    pocketsphinx: false,
    apertium: {},
    deepl: { source: 'PT', target: 'PT-BR' },
    espeakVoices: { default: 'pt-br', female: 'pt-br+f3', european: 'pt' },
  },
];

/** The voice for a profile. */
export function voiceOf(voices: Voices, profile: string): string {
  return Object.hasOwn(voices, profile) ? (voices[profile] ?? voices.default) : voices.default;
}

/** Names of the ASR providers, as in `STS_ASR`. The first is the default. */
export const ASR_PROVIDERS = ['pocketsphinx', 'openai'] as const;
/** Names of the translators, as in `STS_TRANSLATOR`. The first is the default. */
export const TRANSLATORS = ['apertium', 'deepl', 'libretranslate', 'openai'] as const;
/** Names of the TTS providers, as in `STS_TTS`. The first is the default. */
export const TTS_PROVIDERS = ['espeak-ng', 'elevenlabs', 'openai'] as const;

/** How to reach a remote provider. Unset fields use the default of the provider. */
export interface RemoteSettings {
  /** Prefix of the environment variables, such as `STS_TTS`. */
  readonly part: string;
  /** Without a trailing slash. */
  readonly url?: string | undefined;
  /** Sent in requests and nowhere else. */
  readonly key?: string | undefined;
  readonly model?: string | undefined;
  /** Overrides the voice for the voice profile of a session. */
  readonly voice?: string | undefined;
}

/** The settings of the three providers of a service. */
export interface ProviderSettings {
  readonly asr: (typeof ASR_PROVIDERS)[number];
  readonly translator: (typeof TRANSLATORS)[number];
  readonly tts: (typeof TTS_PROVIDERS)[number];
  /** Used by those of the three that are remote. */
  readonly remote: Readonly<Record<'asr' | 'translator' | 'tts', RemoteSettings>>;
  readonly pocketsphinxModelDir: string;
  readonly apertiumDir: string;
}

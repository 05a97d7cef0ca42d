const SETTING =
  /^(STS|WORKER|MTX|MEDIA_SERVICE)_|^(MEDIAMTX_(RTMP|API)_URL|RECORDINGS_DIR|ORCHESTRATOR_URL)$/;

/**
 * Whether an environment variable configures a service, MediaMTX or its hook. `LOG_LEVEL` is excluded because other
 * programs use it too.
 */
export function isServiceSetting(variable: string): boolean {
  return SETTING.test(variable);
}

/** Whether the value of a setting is a secret as a whole, such as a token or the key of a provider. */
export function isSecretSetting(variable: string): boolean {
  return /TOKEN|KEY|SECRET/.test(variable);
}

const SETTING =
  /^(STS|WORKER|MTX|MEDIA_SERVICE)_|^(MEDIAMTX_(RTMP|API)_URL|RECORDINGS_DIR|ORCHESTRATOR_URL)$/;

/**
 * Whether an environment variable is a setting of a service, of MediaMTX or of its hook. `LOG_LEVEL` is not, as other
 * programs know it too.
 */
export function isServiceSetting(variable: string): boolean {
  return SETTING.test(variable);
}

export { assessVersion, oldestSupported, type VersionAssessment } from './assess-version.ts';
export { KNOWN_VERSIONS } from './known-versions.ts';
export { logVersion } from './log-version.ts';

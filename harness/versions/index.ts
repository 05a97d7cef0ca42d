export { assessVersion, oldestSupported, type VersionAssessment } from './assess-version.ts';
export { describeRejection, type Rejection } from './describe-rejection.ts';
export { KNOWN_VERSIONS } from './known-versions.ts';
export { logVersion } from './log-version.ts';
export { rejectedArgument } from './rejected-argument.ts';
export { toolVersion } from './tool-version.ts';

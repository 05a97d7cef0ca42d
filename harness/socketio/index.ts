export { DubOnceError, type DubOnceOptions, dubOnce } from './dub-once.ts';
export type { FragmentLog, MalformedFragment, Observed } from './fragment-log.ts';
export { Listeners } from './listeners.ts';
export { MonitorError, type MonitorErrorCode } from './monitor-error.ts';
export type { Completeness, MonitorEvent, MonitorNotice } from './monitor-event.ts';
export { type FragmentEventNames, ObservedEvents, type ObservedEventsOptions } from './observed-events.ts';
export { redactAudio } from './redact-audio.ts';
export { StsMonitor, type StsMonitorOptions } from './sts-monitor.ts';
export type { ObserverNotice, StsObserver, WaitOptions } from './sts-observer.ts';

export { dubOnce } from './dub-once.ts';

export { Listeners } from './listeners.ts';
export { MonitorError } from './monitor-error.ts';
export type { Completeness, MonitorEvent } from './monitor-event.ts';
export { ObservedEvents, type ObservedEventsOptions } from './observed-events.ts';
export { redactAudio } from './redact-audio.ts';
export { StsMonitor, type StsMonitorOptions } from './sts-monitor.ts';
export type { StsObserver, WaitOptions } from './sts-observer.ts';

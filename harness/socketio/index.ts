export { DubOnceError, type DubOnceOptions, dubOnce } from './dub-once.ts';
export type {
  FragmentLog,
  MalformedFragment,
  Observed,
} from './fragment-log.ts';
export { MonitorError, type MonitorErrorCode } from './monitor-error.ts';
export type { Completeness, MonitorEvent, MonitorNotice } from './monitor-event.ts';
export { StsMonitor, type StsMonitorOptions, type WaitOptions } from './sts-monitor.ts';

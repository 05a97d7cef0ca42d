/** The services of a pipeline, named as in logs. */
export const SERVICE_NAMES = ['mediamtx', 'sts-service', 'media-service'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Additional environment variables by service. */
export type ServiceSettings = Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>>;

/**
 * Stops and starts single services during a run, to inject faults. The event log records it, and no step fails because of
 * it.
 */
export interface ServiceControl {
  /** Kills the service with SIGKILL and resolves with its identity when it has ended. */
  kill(service: ServiceName): Promise<string>;
  /**
   * Starts a killed service with the same settings and port. Resolves with its identity when it is ready.
   *
   * @throws {HarnessError} with fault ENVIRONMENT when it does not become ready
   */
  start(service: ServiceName, signal: AbortSignal): Promise<string>;
}

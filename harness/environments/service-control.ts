/** The services of a pipeline, by the name that their logs have. */
export const SERVICE_NAMES = ['mediamtx', 'sts-service', 'media-service'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Variables that services are given beside those of their environment, by service. */
export type ServiceSettings = Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>>;

/**
 * Ends and starts single services in the middle of a run: a fault that is meant. The event log tells of it, and no
 * step fails for it.
 */
export interface ServiceControl {
  /** Kills the service with SIGKILL. Resolves when it has ended, to what a person looks it up by. */
  kill(service: ServiceName): Promise<string>;
  /**
   * Starts a service that was killed, as it was and at the same port. Resolves when it answers, to what a person looks
   * it up by.
   *
   * @throws {HarnessError} with fault ENVIRONMENT when it does not come up
   */
  start(service: ServiceName, signal: AbortSignal): Promise<string>;
}

/** Which run something belongs to. Also on what was started by hand, then empty. */
export const RUN_LABEL = 'dubstep.run';
/** Which process takes it down, see {@link ./owner.ts}. Empty when it is to stay. */
export const OWNER_LABEL = 'dubstep.owner';

/** Compose's own: the service that a container is of. */
export const SERVICE_LABEL = 'com.docker.compose.service';
export type Labels = Readonly<Record<string, string>>;

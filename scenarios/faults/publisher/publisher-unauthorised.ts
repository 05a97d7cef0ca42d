import { defineFault } from '../define-fault.ts';
import { replaceIn } from '../rigging/mediamtx-config.ts';

/** MediaMTX accepts the input only from a user with a password, which the publisher does not send. */
export const publisherUnauthorised = defineFault({
  id: 'publisher-unauthorised',
  title: 'MediaMTX requires a password from the publisher',
  boundary: 'publisher',
  expected: { step: 'mediamtx-received-stream', cause: 'PUBLISHER_UNAUTHORISED' },
  alter: () => ({
    mediamtxConfig: (yaml) =>
      replaceIn(
        replaceIn(
          yaml,
          '      - action: publish\n',
          '      - action: publish\n        path: "~^live/.+/out$"\n',
        ),
        'authInternalUsers:\n',
        [
          'authInternalUsers:',
          '  - user: studio',
          '    pass: 4f2a9c',
          '    permissions:',
          '      - action: publish',
          '',
        ].join('\n'),
      ),
  }),
});

import path from 'node:path';
import { z } from 'zod';
import { boolean, choice, duration, optionalSetting, setting, text } from '../setting';

/** How clients and people say who they are. */
export const authSettings = z
  .strictObject({
    mode: setting(choice(['accounts', 'none']), 'accounts', {
      description:
        'How clients say who they are. `accounts`: with a name and a password or an access token; nothing can be read or written otherwise, unless `access` allows it. `none`, for laboratories: everyone who reaches the server may pull, push and delete.',
      example: 'none',
    }),
    allowNoneOnNetwork: setting(boolean(), false, {
      description:
        'With `auth.mode: none`, the server refuses to listen beyond this machine unless this is `true`: everyone on the network may then delete every image.',
      example: 'true',
    }),
    htpasswd: optionalSetting(
      text('the path of a file', (value) => value !== ''),
      {
        description:
          'A file of names and passwords, as `htpasswd -B` makes it, besides the users of the database. It is read again when it changes. Only bcrypt hashes count.',
        example: '/etc/cyberdock/htpasswd',
      },
    ),
    certificateUser: setting(choice(['none', 'commonName', 'email', 'dns', 'uri']), 'none', {
      description:
        'Which part of a client certificate that `tls.clientAuthority` vouches for is the name of the user or the robot that it signs in: the common name, or the one alternative name of a kind. A name and a password, or a token, count before it.',
      example: 'commonName',
    }),
    tokenLifetime: setting(duration('60s', '1h'), '5m', {
      description:
        'How long a bearer token is valid that a container client gets for a password or an access token. The end of an account, or a change of its password, ends its tokens at once.',
      example: '15m',
    }),
    keyRotation: setting(duration('1h', '3650d'), '30d', {
      description: 'How long bearer tokens are signed with one key.',
      example: '7d',
    }),
    sessionLifetime: setting(duration('5m', '365d'), '7d', {
      description: 'How long somebody stays signed in to the dashboard at most.',
      example: '12h',
    }),
    sessionIdleTime: setting(duration('1m', '90d'), '12h', {
      description: 'After this time without a request, somebody is signed out of the dashboard.',
      example: '30m',
    }),
  })
  .meta({ description: 'How clients and people say who they are.' });

/** @returns the section as the server uses it: units in the names, paths absolute. */
export function authConfig(
  {
    htpasswd,
    tokenLifetime,
    keyRotation,
    sessionLifetime,
    sessionIdleTime,
    ...rest
  }: z.output<typeof authSettings>,
  cwd: string,
) {
  return {
    ...rest,
    htpasswd: htpasswd === undefined ? undefined : path.resolve(cwd, htpasswd),
    tokenLifetimeMs: tokenLifetime,
    keyRotationMs: keyRotation,
    sessionLifetimeMs: sessionLifetime,
    sessionIdleMs: sessionIdleTime,
  };
}

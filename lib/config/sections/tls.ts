import path from 'node:path';
import { z } from 'zod';
import { choice, optionalSetting, setting, text } from '../setting';

const file = text('a path', (value) => value.trim() !== '' && !value.includes('\0'));

/** TLS at the server itself: what `cyberdock serve` speaks when a certificate is given. */
export const tlsSettings = z
  .strictObject({
    certificate: optionalSetting(file, {
      description:
        'The certificate of this server as PEM, with the intermediate certificates after it. With it `cyberdock serve` speaks HTTPS. It is read again when it changes. A relative path starts at the working directory of the server.',
      example: '/etc/cyberdock/fullchain.pem',
    }),
    key: optionalSetting(file, {
      description: 'The private key of `tls.certificate` as PEM, without a passphrase.',
      example: '/etc/cyberdock/privkey.pem',
    }),
    minVersion: setting(choice(['1.2', '1.3']), '1.2', {
      description: 'The oldest version of TLS that clients may use.',
      example: '1.3',
    }),
    clientCertificates: setting(choice(['none', 'optional', 'required']), 'none', {
      description:
        'Whether clients may (`optional`) or must (`required`) show a certificate that `tls.clientAuthority` vouches for. With `required` nobody connects without one, browsers included. With `optional` a certificate that does not hold counts as none.',
      example: 'required',
    }),
    clientAuthority: optionalSetting(file, {
      description:
        'The certificates of the authorities that sign clients, as PEM, one after the other. Read again when it changes.',
      example: '/etc/cyberdock/client-ca.pem',
    }),
  })
  .superRefine((settings, context) => {
    const { certificate, key, clientCertificates, clientAuthority } = settings;
    const wants = (name: keyof typeof settings, hint: string) =>
      context.addIssue({ code: 'custom', path: [name], params: { hint } });
    if (certificate !== undefined && key === undefined)
      wants('key', 'tls.certificate is set: set tls.key (CYBERDOCK_TLS_KEY) to the file of its private key');
    if (certificate === undefined && key !== undefined)
      wants('certificate', 'tls.key is set: set tls.certificate (CYBERDOCK_TLS_CERTIFICATE) too');
    if (clientCertificates !== 'none' && clientAuthority === undefined)
      wants('clientAuthority', 'tls.clientCertificates is set: say which authorities sign clients');
    if (clientCertificates !== 'none' && certificate === undefined && key === undefined)
      wants('certificate', 'tls.clientCertificates is set: clients show certificates only where TLS is on');
    if (clientCertificates === 'none' && clientAuthority !== undefined)
      wants(
        'clientCertificates',
        'tls.clientAuthority is set, and is used with optional or required only: set one of them, or leave it out',
      );
  })
  .meta({
    description:
      'TLS at the server itself, by `npx cyberdock serve` ([serving](serving.md)). Behind a reverse proxy that ends TLS, leave these out.',
  });

/** TLS, as the server uses it. */
export interface TlsConfig {
  /** Absolute paths. */
  certificateFile: string;
  keyFile: string;
  minVersion: 'TLSv1.2' | 'TLSv1.3';
  clientCertificates: 'none' | 'optional' | 'required';
  /** Undefined when no client certificates are asked for. */
  clientAuthorityFile: string | undefined;
}

/** @returns the section as the server uses it; undefined when TLS is off. */
export function tlsConfig(settings: z.output<typeof tlsSettings>, cwd: string): TlsConfig | undefined {
  const { certificate, key, minVersion, clientCertificates, clientAuthority } = settings;
  if (certificate === undefined || key === undefined) return undefined;
  return {
    certificateFile: path.resolve(cwd, certificate),
    keyFile: path.resolve(cwd, key),
    minVersion: `TLSv${minVersion}`,
    clientCertificates,
    clientAuthorityFile: clientAuthority === undefined ? undefined : path.resolve(cwd, clientAuthority),
  };
}

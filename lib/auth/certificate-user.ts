import type { Config } from '@/lib/config';

/** The names in a client certificate that TLS found good. */
export interface CertificateNames {
  commonName: string | undefined;
  /** Each with its kind: `DNS:build.example.com`, `email:ann@example.com`, `URI:spiffe://…`. */
  alternativeNames: readonly string[];
}

const kinds = { email: 'email:', dns: 'DNS:', uri: 'URI:' } as const;

/**
 * Whom a client certificate signs in: the part of it that `auth.certificateUser` says.
 * @returns undefined when there is no such part, or more than one: nobody chooses among several who they are
 */
export function certificateUser(
  certificate: CertificateNames | undefined,
  part: Config['auth']['certificateUser'],
): string | undefined {
  if (!certificate || part === 'none') return undefined;
  if (part === 'commonName') return certificate.commonName;
  const kind = kinds[part];
  const [name, ...more] = certificate.alternativeNames.filter((one) => one.startsWith(kind));
  return more.length > 0 ? undefined : name?.slice(kind.length);
}

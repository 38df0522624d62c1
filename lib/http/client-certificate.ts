import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** The certificate that a client showed, and that TLS found good. */
export interface ClientCertificate {
  /** The common name of the subject; undefined when there is none, or more than one. */
  commonName: string | undefined;
  /** The subject alternative names, each with its kind: `DNS:build.example.com`, `email:ann@example.com`, `URI:…`. */
  alternativeNames: string[];
  /** The SHA-256 of the certificate: hexadecimal pairs with colons between. */
  fingerprint256: string;
}

const known = new WeakMap<Socket, ClientCertificate>();

/**
 * The certificate of the client at the other end of a connection.
 * @returns undefined unless the connection is TLS, the client showed one, and an authority of `tls.clientAuthority`
 *   vouches for it
 */
export function clientCertificateOf(socket: Socket): ClientCertificate | undefined {
  const { authorized } = socket as Partial<TLSSocket>;
  // Only true will do, and only with a certificate: a client that showed none and resumes a session of TLS 1.3 counts
  // as authorized for Node.
  if (authorized !== true) return undefined;
  const before = known.get(socket);
  if (before !== undefined) return before;
  const certificate = (socket as TLSSocket).getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  const { subject } = certificate.toLegacyObject() as unknown as { subject?: { CN?: string | string[] } };
  const shown: ClientCertificate = {
    commonName: typeof subject?.CN === 'string' ? subject.CN : undefined,
    alternativeNames: parseAlternativeNames(certificate.subjectAltName ?? ''),
    fingerprint256: certificate.fingerprint256,
  };
  known.set(socket, shown);
  return shown;
}

/** `kind:value`; a value that holds what could be taken for the next name is quoted, as in JSON. */
const alternativeName = /([A-Za-z ]+):(?:("(?:[^"\\]|\\.)*")|([^",]*))(?:, |$)/y;

/**
 * The names of `subjectAltName` as Node writes it: `DNS:a.example, URI:"https://b/c, d"`.
 * @returns none at all when the text has another form: half of it could name somebody else
 */
export function parseAlternativeNames(text: string): string[] {
  const names: string[] = [];
  alternativeName.lastIndex = 0;
  while (alternativeName.lastIndex < text.length) {
    const [whole, kind, quoted, plain] = alternativeName.exec(text) ?? [];
    if (whole === undefined) return [];
    names.push(`${kind}:${quoted === undefined ? plain : JSON.parse(quoted)}`);
  }
  return names;
}

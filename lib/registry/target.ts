import { RegistryError } from './registry-error';

/**
 * The path and the query of a request target.
 * @throws RegistryError NAME_INVALID when the path can't be decoded, or hides a `/` or a NUL in an escape
 */
export function parseTarget(target: string): { path: string; query: URLSearchParams } {
  const [rawPath = '', ...rest] = target.split('?');
  // `+` is a plus here, as in `application/vnd.oci.image.config.v1+json`, not a space as in a form.
  const query = new URLSearchParams(rest.join('?').replaceAll('+', '%2B'));
  const segments = rawPath.split('/').map((segment) => {
    const decoded = decode(segment);
    if (decoded === undefined || decoded.includes('/') || decoded.includes('\0')) {
      throw new RegistryError('NAME_INVALID', {
        message:
          'the path has an escape that is malformed, or stands for a slash or a NUL: write names as they are',
      });
    }
    return decoded;
  });
  return { path: segments.join('/'), query };
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

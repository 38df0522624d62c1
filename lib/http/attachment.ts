const nameLengthMax = 200;
/** Controls, what turns the direction of writing, and what file systems or shells take for something else. */
const unsafe = /[\p{C}\p{Bidi_Control}\p{Zl}\p{Zp}/\\:*?"<>|%]/gu;

/**
 * A `Content-Disposition` that has a browser save what comes under a name (RFC 6266), whoever wrote that: without folders,
 * controls or a dot before it.
 */
export function attachment(name: string): string {
  const safe = safeFileName(name);
  const ascii = safe.replace(/[^\x20-\x7e]/g, '_');
  const encoded = encodeURIComponent(safe).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return ascii === safe
    ? `attachment; filename="${ascii}"`
    : `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** The last part of a path as the name of a file that can be saved anywhere. */
export function safeFileName(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const clean = [
    ...base
      .replace(unsafe, '_')
      .replace(/^\.+|[. ]+$/g, '')
      .trim(),
  ]
    .slice(0, nameLengthMax)
    .join('');
  return clean === '' ? 'file' : clean;
}

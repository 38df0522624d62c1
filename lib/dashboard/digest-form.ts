const canonical = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Whether a text is a digest, for pages: `lib/oci/digest` knows it too, but brings all of the hashing to the browser. */
export function hasDigestForm(text: string): boolean {
  return canonical.test(text);
}

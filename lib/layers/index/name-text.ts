/**
 * What would not be seen, or would make a text be read otherwise than it stands there; and a backslash that begins what
 * looks like one that is written out.
 */
const unseen = /[\p{Cc}\p{Bidi_Control}\u200b\u2028\u2029\u2060\ufeff]|\\(?=u?\{)/gu;
const plain = /^[\x20-\x5b\x5d-\x7e]*$/;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A name of an archive, which is bytes, as text: a byte that is no UTF-8 is `\{ff}`, a character that would not be seen
 * `\u{202e}`. Each name has a text of its own.
 * @param bytes as latin1
 */
export function nameText(bytes: string): { text: string; isEscaped: boolean } {
  if (plain.test(bytes)) return { text: bytes, isEscaped: false };
  const buffer = Buffer.from(bytes, 'latin1');
  const whole = decoded(buffer);
  const text = whole === undefined ? inPieces(buffer) : seen(whole);
  return { text, isEscaped: whole === undefined || text !== whole };
}

/** The bytes of a name whose text it is, as latin1. */
export function nameBytes(text: string): string {
  if (plain.test(text)) return text;
  const parts = text.split(/\\\{([0-9a-f]{2})\}/);
  return parts
    .map((part, at) =>
      at % 2 === 1
        ? String.fromCharCode(Number.parseInt(part, 16))
        : Buffer.from(
            part.replace(/\\u\{([0-9a-f]{1,6})\}/g, (written, hex: string) => {
              const code = Number.parseInt(hex, 16);
              return code <= 0x10ffff ? String.fromCodePoint(code) : written;
            }),
            'utf8',
          ).toString('latin1'),
    )
    .join('');
}

function seen(text: string): string {
  return text.replace(unseen, (character) =>
    character === '\\' ? '\\{5c}' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined; // It is no UTF-8.
  }
}

/** Character by character, where not all of it is UTF-8. */
function inPieces(bytes: Buffer): string {
  let text = '';
  let run = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const character = at + length <= bytes.length ? decoded(bytes.subarray(at, at + length)) : undefined;
    if (character !== undefined && [...character].length === 1) {
      run += character;
      at += length;
    } else {
      text += `${seen(run)}\\{${first.toString(16).padStart(2, '0')}}`;
      run = '';
      at += 1;
    }
  }
  return text + seen(run);
}

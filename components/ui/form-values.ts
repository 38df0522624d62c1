/** What stands in a field of a form, without spaces around it. */
export function textIn(fields: FormData, name: string): string {
  return String(fields.get(name) ?? '').trim();
}

/** What stands in a field that takes several, between spaces or commas. */
export function listIn(fields: FormData, name: string): string[] {
  return textIn(fields, name)
    .split(/[\s,]+/)
    .filter((one) => one !== '');
}

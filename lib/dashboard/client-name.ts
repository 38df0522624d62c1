/** A program that somebody is signed in with, in words. */
export interface ClientName {
  /** `Firefox on Windows`. */
  text: string;
  kind: 'desktop' | 'phone' | 'program';
}

/** The first that is found counts: nearly every browser also calls itself by the names of others. */
const browsers: readonly [mark: RegExp, name: string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bHeadlessChrome\//, 'Headless Chrome'],
  [/\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bVersion\/\S+.*\bSafari\//, 'Safari'],
];

const systems: readonly [mark: RegExp, name: string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/**
 * What to call a program by its `User-Agent`, which it can make up: a browser and its system, or else the first word,
 * as `curl/8.5.0`.
 */
export function clientName(userAgent: string | null): ClientName {
  const text = userAgent ?? '';
  const find = (names: typeof browsers) => names.find(([mark]) => mark.test(text))?.[1];
  const [browser, system] = [find(browsers), find(systems)];
  if (browser === undefined)
    return { text: text.trim().split(/[\s(]/, 1)[0]?.slice(0, 40) || 'An unknown program', kind: 'program' };
  const isPhone = /\bMobi|\biPhone\b|\biPad\b|\bAndroid\b/.test(text);
  return {
    text: system === undefined ? browser : `${browser} on ${system}`,
    kind: isPhone ? 'phone' : 'desktop',
  };
}

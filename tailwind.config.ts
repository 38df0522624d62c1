import type { Config } from 'tailwindcss';

/** Loaded by `@config` in app/globals.css; the tokens themselves are CSS variables there. */
const config: Config = {
  content: ['./app/**/*.{ts,tsx}', './components/**/*.{ts,tsx}'],
  darkMode: ['selector', '[data-theme="dark"]'],
};

export default config;

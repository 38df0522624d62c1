import packageJson from '@/package.json';

/** The version of CyberDock. */
export const version: string = packageJson.version;

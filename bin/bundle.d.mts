export function bundledProgram(projectFolder: string, entry?: string): Promise<string | undefined>;

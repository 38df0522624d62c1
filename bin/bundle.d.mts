export function bundledProgram(projectFolder: string): Promise<string | undefined>;

import { InvalidArgumentError } from 'commander';
import { parseRepositoryName, type RepositoryName } from '../lib/oci/repository-name';
import { parseTarget, type Target } from '../lib/server/command-target';

/* Parsers of arguments and options: what they throw, commander says to the user. */

/** `REPOSITORY`, `REPOSITORY:TAG` or `REPOSITORY@DIGEST`. @throws InvalidArgumentError */
export function targetArgument(text: string): Target {
  return parsed(() => parseTarget(text));
}

/** The name of a repository. @throws InvalidArgumentError */
export function repositoryArgument(text: string): RepositoryName {
  return parsed(() => parseRepositoryName(text));
}

/** A parser of whole numbers of a range, which throws InvalidArgumentError. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`give a whole number ${range}.`);
  };
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

import type { Material, Statement } from './artifact-contracts';
import { listOf, pairsOf, partOf, type Taken, wordOf } from './taken';

const statementType = /^https:\/\/in-toto\.io\/Statement\/v/;

/**
 * A statement of in-toto, with what SLSA provenance (0.2 and 1) says of a build.
 * @param signatures of the envelope around it
 * @returns undefined when it is none
 */
export function statementView(document: Taken, signatures: number | null): Statement | undefined {
  if (!statementType.test(wordOf(document, '_type') ?? '')) return undefined;
  const predicate = partOf(document, 'predicate');
  const definition = partOf(predicate, 'buildDefinition');
  const run = partOf(predicate, 'runDetails');
  const metadata = partOf(predicate, 'metadata');
  const runMetadata = partOf(run, 'metadata');
  const subjects = listOf(document, 'subject');
  const materials =
    listOf(predicate, 'materials').total > 0
      ? listOf(predicate, 'materials')
      : listOf(definition, 'resolvedDependencies');
  return {
    predicateType: wordOf(document, 'predicateType') ?? '',
    subjects: subjects.items.map(materialOf),
    subjectTotal: subjects.total,
    builder: wordOf(partOf(predicate, 'builder'), 'id') ?? wordOf(partOf(run, 'builder'), 'id'),
    buildType: wordOf(predicate, 'buildType') ?? wordOf(definition, 'buildType'),
    startedOn: wordOf(metadata, 'buildStartedOn') ?? wordOf(runMetadata, 'startedOn'),
    finishedOn: wordOf(metadata, 'buildFinishedOn') ?? wordOf(runMetadata, 'finishedOn'),
    materials: materials.items.map(materialOf),
    materialTotal: materials.total,
    invocation: wordOf(predicate, 'invocation') ?? wordOf(definition, 'externalParameters'),
    predicate: null,
    signatures,
  };
}

function materialOf(item: Taken): Material {
  return { name: wordOf(item, 'uri') ?? wordOf(item, 'name') ?? '', digests: pairsOf(item, 'digest') };
}

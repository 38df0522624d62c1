import type { PackageList, SignatureView, Statement, VexList } from './artifact-contracts';
import { documentShape } from './document-shape';
import { packageList } from './package-list';
import { readJson } from './read-json';
import { signatureView } from './signature-view';
import { statementView } from './statement-view';
import { partOf, type Taken, wordOf } from './taken';
import { vexList } from './vex-list';

/** What a JSON file of a manifest says. All is null where it says nothing that is known here. */
export interface DocumentView {
  packages: PackageList | null;
  vex: VexList | null;
  statement: Statement | null;
  signature: SignatureView | null;
  /** Of what is neither an image nor an SBOM: the document itself. */
  text: string | null;
}

/**
 * Reads a JSON file by what stands in it: an SBOM, a VEX, a statement, or an envelope with either, or a signature.
 * @returns undefined when it is no JSON
 */
export async function readDocument(bytes: Uint8Array): Promise<DocumentView | undefined> {
  const read = await readJson(bytes, documentShape);
  if (!read) return undefined;
  const document = partOf(read.value);
  const { held, signatures } = openEnvelope(document);
  const said = statementView(held, signatures) ?? null;
  const vex = vexList(held) ?? vexList(partOf(held, 'predicate')) ?? null;
  const packages = packageList(held) ?? packageList(partOf(held, 'predicate')) ?? null;
  const isTold = !said || packages || vex || isProvenance(said);
  const statement = isTold ? said : { ...said, predicate: wordOf(held, 'predicateText') };
  const signature = signatureView(document) ?? null;
  return { packages, vex, statement, signature, text: packages && !statement && !vex ? null : read.text };
}

/** Whether a statement says something of a build that is told of it. */
function isProvenance({ builder, buildType, materialTotal }: Statement): boolean {
  return builder !== null || buildType !== null || materialTotal > 0;
}

/** What an envelope holds (DSSE, alone or in a bundle of Sigstore); what is none holds itself. */
function openEnvelope(document: Taken): { held: Taken; signatures: number | null } {
  for (const envelope of [document, partOf(document, 'dsseEnvelope')]) {
    if (typeof envelope.payloadType !== 'string') continue;
    const { signatures } = envelope;
    return {
      held: partOf(envelope, 'payload'),
      signatures: typeof signatures === 'number' ? signatures : 0,
    };
  }
  return { held: document, signatures: null };
}

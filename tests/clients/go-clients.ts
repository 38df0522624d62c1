import { goClient } from './client';

// Each version is exact, so that a run today and a run next year try the same client.

/** The `oras` command line. */
export const oras = () => goClient({ package: 'oras.land/oras/cmd/oras', version: 'v1.3.6' });

/** The `helm` command line. */
export const helm = () => goClient({ package: 'helm.sh/helm/v3/cmd/helm', version: 'v3.22.0' });

/** The command line of go-containerregistry. */
export const crane = () =>
  goClient({ package: 'github.com/google/go-containerregistry/cmd/crane', version: 'v0.22.1' });

/** The command line of regclient. */
export const regctl = () =>
  goClient({ package: 'github.com/regclient/regclient/cmd/regctl', version: 'v0.11.7' });

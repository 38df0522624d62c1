import type { DoctorAnswer } from '@/lib/dashboard/administration/settings-contract';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { isLoopback } from '@/lib/dashboard/registry-address';
import { lastDoctorRun, runDoctor } from '../../doctor-run';
import { version } from '../../version';
import { apiRoute } from '../api-route';
import { tell } from '../tell';

/** `GET /api/v1/settings`: the configuration with which the server started, `settingsAnswer`. No secret is in it. */
export const getSettings = apiRoute({ for: 'auditor' }, ({ server, origin }) => ({
  json: {
    version,
    node: process.version,
    publicOrigin: origin,
    settings: server.settings.map(({ value, where, ...rest }) => ({
      ...rest,
      value: value ?? null,
      where: where ?? null,
    })),
  },
}));

/** `GET /api/v1/doctor`: the last look at the way to this registry, `doctorAnswer`. */
export const getDoctor = apiRoute({ for: 'auditor' }, ({ server, origin }) => {
  const answer: DoctorAnswer = {
    nowMs: Date.now(),
    url: origin,
    run: lastDoctorRun(server.content.parts.database) ?? null,
  };
  return { json: answer };
});

/**
 * `POST /api/v1/doctor`: looks again, through the address under which whoever asks reaches this server, and no other.
 * Without `server.publicUrl` that is what the request says: where anybody may ask, it must not send the server anywhere.
 */
export const postDoctor = apiRoute({ for: 'administrator' }, ({ server, caller, sender, origin }) => {
  const { database } = server.content.parts;
  if (lastDoctorRun(database)?.state === 'running')
    throw new DashboardProblem(409, 'A look goes on already. Wait until it has ended.');
  if (server.auth.isOpen && server.config.server.publicUrl === undefined && !isLoopback(new URL(origin).host))
    throw new DashboardProblem(
      409,
      'Set server.publicUrl first: without authentication, only that address and this machine are looked at.',
    );
  const { name } = caller.principal;
  tell(server, 'doctor.run', sender, { actor: name, result: 'ok', detail: { url: origin } });
  server.askedJobs.follow('doctor', (signal) =>
    runDoctor(server.auth, { url: new URL(origin), by: name, signal }),
  );
  return { status: 202, json: {} };
});

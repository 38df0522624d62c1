import type { TcpNetConnectOpts } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';
import { RawConnection } from '../harness/raw-http';

/** Whom a client connects to, and how. */
export interface SecureTarget {
  port: number;
  /** The certificate of the authority that it trusts. */
  authority: string;
  /** The address of this machine that it comes from; 127.0.0.1 when absent. */
  from?: string;
}

/** A connection over TLS to `localhost` that sends exactly the bytes that it is given. */
export async function openSecurely({ port, authority, from }: SecureTarget): Promise<RawConnection> {
  const options: ConnectionOptions & TcpNetConnectOpts = {
    host: '127.0.0.1',
    servername: 'localhost',
    port,
    ca: authority,
    localAddress: from,
    ALPNProtocols: ['http/1.1'],
  };
  const socket = connect(options);
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  return RawConnection.over(socket);
}

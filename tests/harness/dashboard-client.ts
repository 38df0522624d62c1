import type { Answer, HttpClient } from './http-client';

/** What a `DashboardClient` sends. */
interface DashboardAsk {
  method?: string;
  json?: unknown;
  headers?: Record<string, string>;
}

/**
 * The dashboard's API as a browser asks it: with the cookie that the server gave it last, and the headers with which a
 * browser says that its own page asks.
 */
export class DashboardClient {
  /** `name=value`, as the server gave it; undefined while signed out. */
  cookie: string | undefined;

  /** @param headers that every request has, such as those of a proxy */
  constructor(
    private readonly http: HttpClient,
    private readonly headers: Record<string, string> = {},
  ) {}

  async ask(path: string, { method = 'GET', json, headers }: DashboardAsk = {}): Promise<Answer> {
    const answer = await this.http.request({
      method,
      path,
      headers: {
        'Sec-Fetch-Site': 'same-origin',
        ...(this.cookie !== undefined && { Cookie: this.cookie }),
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...this.headers,
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    for (const set of answer.headers['set-cookie'] ?? []) {
      const [pair = ''] = set.split(';', 1);
      this.cookie = pair.endsWith('=') ? undefined : pair;
    }
    return answer;
  }

  /** @throws when the name or the password is not right */
  async signIn(name: string, password: string): Promise<this> {
    const answer = await this.ask('/api/v1/session', { method: 'POST', json: { name, password } });
    if (answer.status !== 200) throw new Error(`${name} was not let in: ${answer.status} ${answer.body}`);
    return this;
  }
}

/** The JSON of an answer. */
// biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it.
export function jsonOf({ body }: Answer): any {
  return JSON.parse(String(body));
}

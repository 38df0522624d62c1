/** What a browser is answered: redirects are not followed. */
export interface Visit {
  status: number;
  location: string | undefined;
  headers: Headers;
  text: string;
}

/** A browser as far as a sign-in needs one: it keeps cookies for each origin, and sends forms. */
export class TestBrowser {
  readonly #jars = new Map<string, Map<string, string>>();

  /** The cookies of an origin, by name. */
  cookies(origin: string): Map<string, string> {
    let jar = this.#jars.get(origin);
    if (!jar) {
      jar = new Map();
      this.#jars.set(origin, jar);
    }
    return jar;
  }

  /** One request. */
  async visit(url: string, request: RequestInit = {}): Promise<Visit> {
    const jar = this.cookies(new URL(url).origin);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      ...request,
      redirect: 'manual',
      headers: { ...(cookie !== '' && { cookie }), ...request.headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0\b/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    const location = answer.headers.get('location');
    return {
      status: answer.status,
      location: location === null ? undefined : new URL(location, url).href,
      headers: answer.headers,
      text: await answer.text(),
    };
  }

  /**
   * Signs in at the provider and consents, as the person would.
   * @param url where the registry sends the browser
   * @returns where the provider sends it in the end
   */
  async signInAtProvider(url: string, login: string): Promise<string> {
    const { origin } = new URL(url);
    let visit = await this.visit(url);
    for (let steps = 0; steps < 20; steps++) {
      if (visit.location !== undefined) {
        if (new URL(visit.location).origin !== origin) return visit.location;
        visit = await this.visit(visit.location);
        continue;
      }
      const [, action] = /<form[^>]* action="([^"]+)"/.exec(visit.text) ?? [];
      const [, prompt] = /name="prompt" value="([^"]+)"/.exec(visit.text) ?? [];
      if (action === undefined || prompt === undefined)
        throw new Error(`the provider answers ${visit.status} without a form:\n${visit.text}`);
      visit = await this.visit(action, {
        method: 'POST',
        body: new URLSearchParams({ prompt, login, password: 'any' }),
      });
    }
    throw new Error('the provider leads nowhere');
  }
}

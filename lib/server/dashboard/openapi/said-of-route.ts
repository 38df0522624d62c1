import type * as z from 'zod/mini';

/** What the description of the API says of a route, besides what its handler asks of a request. */
export interface SaidOfRoute {
  /** One line: what it gives or does. */
  says: string;
  /** What a success brings: JSON of this form, or a body of this media type; absent for nothing. */
  answer?: z.core.$ZodType | string;
  /** Of server-sent events: what the data of each is, as JSON. */
  events?: z.core.$ZodType;
  /** Of a success: 200 when it brings something, else 204. */
  status?: number;
  /** What else it may be refused with, and why, besides what holds for every route. */
  refusals?: Record<number, string>;
}

/** What several routes are refused with. */
export const notThere = { 404: 'There is no such thing.' };
export const refused = { 409: 'It can not be done as things are; the message says why.' };

/** By method and path, as `GET /api/v1/repositories/{repository}/tags`. */
export type SaidOfRoutes = Record<string, SaidOfRoute>;

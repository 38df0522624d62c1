import { redirect } from 'next/navigation';

/** The list of repositories is the first page, for now. */
export default function Repositories() {
  redirect('/');
}

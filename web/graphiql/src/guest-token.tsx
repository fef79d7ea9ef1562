import { useGraphiQL } from '@graphiql/react';
import { useActionState } from 'react';
import { withToken } from './headers';

/** A viewer's token, as the viewer's page of a channel gets it, put into the headers of the open tab. */
export function GuestToken() {
  const headers = useGraphiQL((state) => state.headerEditor);
  const [problem, ask, asking] = useActionState(async (_: string, form: FormData) => {
    try {
      const token = await guestToken(String(form.get('channel')));
      headers?.setValue(withToken(headers.getValue(), token));
      return '';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }, '');
  return (
    <form className="ovation-guest" action={ask}>
      <output className="ovation-problem">{problem}</output>
      <input name="channel" aria-label="Channel" defaultValue="cctv" size={8} required spellCheck={false} />
      <button type="submit" disabled={asking || !headers}>
        Guest token
      </button>
    </form>
  );
}

async function guestToken(channel: string): Promise<string> {
  const response = await fetch(`/live/${encodeURIComponent(channel)}/guest`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ nickname: 'GraphiQL' }),
  });
  if (!response.ok) {
    const missing = response.status === 404;
    throw new Error(missing ? 'no channel for guests' : `status ${response.status}`);
  }
  const { token }: { token: string } = await response.json();
  return token;
}

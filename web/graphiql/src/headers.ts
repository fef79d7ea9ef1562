/** The headers editor's text with this token in it. What else was typed there stays, unless it is no JSON object. */
export function withToken(text: string, token: string): string {
  return JSON.stringify({ ...parse(text), Authorization: `Bearer ${token}` }, null, 2);
}

function parse(text: string): Record<string, unknown> {
  try {
    const headers: unknown = JSON.parse(text);
    if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return {};
    return Object.fromEntries(
      Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'),
    );
  } catch {
    return {};
  }
}

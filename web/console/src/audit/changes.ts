export interface Change {
  name: string;
  was?: string;
  is?: string;
}

const LONG = 160;

/** The members of both objects side by side; what is null on one side and absent on the other is nothing. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [was, is] = [membersOf(before), membersOf(after)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return names
    .map((name) => ({ name, was: shown(was[name]), is: shown(is[name]) }))
    .filter((change) => change.was !== undefined || change.is !== undefined);
}

function membersOf(facts: unknown): Record<string, unknown> {
  return typeof facts === 'object' && facts !== null ? (facts as Record<string, unknown>) : {};
}

function shown(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}

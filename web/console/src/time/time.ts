/**
 * A broadcast runs on the clock of its channel, wherever the producer sits. Times are shown in the
 * channel's zone and typed in it; between, they are RFC 3339 in UTC.
 */
export type Style = 'time' | 'seconds' | 'day' | 'full';

const STYLES: Record<Style, Intl.DateTimeFormatOptions> = {
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  day: { month: 'short', day: 'numeric', weekday: 'short' },
  full: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
};

export function formatTime(at: string | number, zone: string, locale: string, style: Style = 'full'): string {
  // Day before month: nobody on the air has to guess which is which.
  const order = locale === 'en' ? 'en-GB' : locale;
  return new Intl.DateTimeFormat(order, { ...STYLES[style], timeZone: zone }).format(new Date(at));
}

/** "2027-02-05 20:00" on the wall of the zone → "2027-02-05T12:00:00.000Z". */
export function wallToUtc(wall: string, zone: string): string {
  const asIfUtc = Date.parse(`${wall.replace(' ', 'T')}:00Z`);
  // The offset of a zone depends on the instant; asking twice settles it on both sides of a change.
  const first = asIfUtc - offsetAt(asIfUtc, zone);
  return new Date(asIfUtc - offsetAt(first, zone)).toISOString();
}

export function utcToWall(at: string, zone: string): string {
  const ms = Date.parse(at);
  return new Date(ms + offsetAt(ms, zone)).toISOString().slice(0, 16).replace('T', ' ');
}

function offsetAt(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(ms);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return wall - Math.floor(ms / 1000) * 1000;
}

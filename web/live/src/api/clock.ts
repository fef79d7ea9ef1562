/** The server's time, so that a phone whose clock is wrong still counts down to the right moment. */

/** The Date header has whole seconds: what differs by less is not known to differ. */
const BELIEVABLE_MS = 2_000;

export class ServerClock {
  private offsetMs = 0;

  learn(dateHeader: string | null, sentAt: number, receivedAt: number): void {
    const server = dateHeader ? Date.parse(dateHeader) : Number.NaN;
    if (Number.isNaN(server)) return;
    const offset = server + 500 - (sentAt + receivedAt) / 2;
    this.offsetMs = Math.abs(offset) < BELIEVABLE_MS ? 0 : offset;
  }

  now(): number {
    return Date.now() + this.offsetMs;
  }
}

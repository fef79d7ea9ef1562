import { describe, expect, it } from 'vitest';
import { programOf } from './agent';

describe('what a session was opened with', () => {
  it('is named by browser and system', () => {
    const chrome =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
    const iphone =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1';
    expect(programOf(chrome)).toBe('Chrome · Windows');
    expect(programOf(`${chrome} Edg/140.0`)).toBe('Edge · Windows');
    expect(programOf(iphone)).toBe('Safari · iOS');
  });

  it('is what it says of itself where that is no known browser', () => {
    expect(programOf('curl/8.5.0')).toBe('curl/8.5.0');
    expect(programOf(null)).toBeUndefined();
    expect(programOf('')).toBeUndefined();
  });
});

import { CombinedError } from 'urql';
import { describe, expect, it } from 'vitest';
import { faultOf, formPath } from './fault';

describe('a fault', () => {
  it('is what the server says in the extensions', () => {
    const extensions = { code: 'QUOTA_EXCEEDED', field: 'input.title', retryAfterMs: 900 };
    const error = new CombinedError({ graphQLErrors: [{ message: 'too much', extensions }] });
    expect(faultOf(error)).toMatchObject({ message: 'too much', ...extensions });
  });

  it('is UNREACHABLE when there was no answer', () => {
    expect(faultOf(new CombinedError({ networkError: new Error('reset') }))?.code).toBe('UNREACHABLE');
    expect(faultOf(undefined)).toBeUndefined();
  });
});

describe('the field of a form that is to blame', () => {
  it.each([
    ['input.title', ['title']],
    ['title', ['title']],
    ['input.settings.redPacket.pool', ['pool']],
    ['input.settings.luckyDraw.prizes[1].value', ['prizes', 1, 'value']],
    ['input.settings.luckyDraw.prizes.1.value', ['prizes', 1, 'value']],
    ['settings.vote.options.0.label', ['options', 0, 'label']],
  ])('%s', (field, path) => {
    expect(formPath(field)).toEqual(path);
  });
});
